/**
 * Many files and receipts at once, also those in a document of many: each receipt is checked with the file that has its digest, and what is left over is named. All of it in
 * the browser, one after the other in the worker: nothing is looked up, since two hundred digests say more about somebody than one.
 */
import type { Verification } from "#lib/core/verify/verification.ts";
import { type Course, FILES_MAX, grounds } from "./course.ts";
import type { Given, GivenFile, GivenReceipt, Pair } from "./outcome.ts";
import { receiptsFirst } from "./receipts-first.ts";
import { checkCertificate, checkReceipt, inspectFile, UnreadableFile } from "./worker-client.ts";

type NamedReceipt = GivenReceipt & { name: string };
/** `holder`: a document that was taken apart. It is a file only where a receipt is about it. */
type NamedFile = GivenFile & { name: string; holder?: true };

/** In the order in which the receipts came, then what is left over; `crowded`: names, where they are more than are checked. Rejects when aborted. */
export async function pairMany(
  files: readonly File[],
  before: Given,
  course: Course,
): Promise<Pair[] | { crowded: string[] }> {
  const { receipts, contents, certificates, unread } = await readAll(files, before, course);
  const all = [...receipts, ...contents];
  if (all.length + certificates.length + unread.length > FILES_MAX) return { crowded: all.map(({ name }) => name) };
  const byDigest = Map.groupBy(contents, ({ sha256 }) => sha256);
  const pairs: Pair[] = [];
  const paired = new Set<string>();
  for (const [at, { name: receipt, bytes }] of receipts.entries()) {
    course.report({ kind: "working", doing: "checking", fraction: at / receipts.length });
    const { verification } = await checkReceipt({ receipt: bytes, ...grounds({}, course) }, course);
    const sha256 = digestOf(verification);
    const matching = sha256 === undefined ? undefined : byDigest.get(sha256);
    if (sha256 === undefined || !matching) {
      pairs.push({ receipt, verification });
      continue;
    }
    const compared = await checkReceipt({ receipt: bytes, ...grounds({ file: matching[0] }, course) }, course);
    paired.add(sha256);
    for (const content of matching) {
      const { verification } = compared;
      pairs.push({ receipt, file: content.name, place: contents.indexOf(content), verification });
    }
  }
  const left = contents.filter(({ sha256, holder }) => !paired.has(sha256) && !holder);
  return [
    ...certificates,
    ...pairs,
    ...left.map(({ name: file }) => ({ file })),
    ...unread.map((pair) => ({ ...pair, unread: true as const })),
  ];
}

/** What a receipt that holds says to be about. */
function digestOf({ facts, stated, inside }: Verification): string | undefined {
  return (facts ?? stated ?? inside?.facts)?.sha256;
}

async function readAll(files: readonly File[], { receipt, file }: Given, course: Course) {
  const receipts: NamedReceipt[] = receipt ? [{ name: "", ...receipt }] : [];
  const contents: NamedFile[] = file ? [{ name: "", ...file }] : [];
  const certificates: Pair[] = [];
  const unread: Pick<Pair, "file" | "receipt">[] = [];
  for (const [at, each] of receiptsFirst(files).entries()) {
    const { name } = each;
    course.report({ kind: "working", doing: "reading", name, fraction: at / files.length });
    try {
      const found = await inspectFile(each, { trust: course.trust, signal: course.signal });
      if (found.kind === "receipt") receipts.push({ name, bytes: found.bytes, source: "dropped" });
      else if (found.kind === "receipts") {
        for (const { name, bytes } of found.receipts) {
          if (bytes) receipts.push({ name, bytes, source: "dropped" });
          else unread.push({ receipt: name });
        }
        contents.push({ name, size: found.size, sha256: found.sha256, holder: true, source: each });
      } else if (found.kind === "certificate") {
        const certificate = await checkCertificate({ bytes: found.bytes, trust: course.trust, isOnline: true }, course);
        certificates.push({ file: name, ...(certificate ? { certificate } : {}) });
      } else contents.push({ ...found, source: each });
    } catch (cause) {
      if (!(cause instanceof UnreadableFile)) throw cause;
      unread.push({ file: name });
    }
  }
  return { receipts, contents, certificates, unread };
}
