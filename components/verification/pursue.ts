/** From what was given to an outcome. Each step may be aborted; nothing but a digest or an id is ever sent. */
import { type Concluded, type Course, FILES_MAX, grounds } from "./course.ts";
import { trustOfNow } from "./ledger-sizes.ts";
import type { Given, Outcome } from "./outcome.ts";
import { receiptsFirst } from "./receipts-first.ts";
import { fetchPublicReceipt, lookUpCertificate, lookUpDigest } from "./record-lookup.ts";
import { checkReceipt, inspectFile } from "./worker-client.ts";
import type { Checked, GivenCertificate, ToCheck } from "./worker-protocol.ts";

const ZIP = /\.zip$/i;

/**
 * Adds dropped files to what was given before, and checks them. A receipt and a file make a pair; a complete pair gives way
 * to the next drop. A verdict speaks of one pair: a drop that holds two of a kind, or an archive or a document of receipts, is paired into a table.
 */
export async function checkFiles(files: readonly File[], before: Given, course: Course): Promise<Concluded> {
  const pending: Given = before.receipt && before.file ? {} : before;
  const packed = files.some(({ name }) => ZIP.test(name)) ? await unpack(files, course.signal) : undefined;
  if (packed) return await checkMany(packed, { before: pending, course });
  const [alone, ...others] = files;
  // Alone, a receipt is checked where it is read; of several files the worker has not seen yet what goes together.
  const check = alone && others.length === 0 ? grounds(pending, course) : undefined;
  const taken = await takeFiles(files, { before: pending, course, check });
  if (!taken) return await checkMany(files, { before: pending, course });
  if (taken.certificate) return { given: {}, outcome: { kind: "certificate", certificate: taken.certificate } };
  const { checked, ...found } = taken;
  const { companions: _, ...kept } = pending;
  const given = { ...kept, ...found };
  return checked ? { given, outcome: settled(checked) } : conclude(given, course);
}

/** The files with the receipts out of archives in their archives' places; undefined where no archive has any. */
async function unpack(files: readonly File[], signal: AbortSignal): Promise<File[] | undefined> {
  const { unpackReceipts } = await import("./unpack-receipts.ts");
  const unpacked: File[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    unpacked.push(...(ZIP.test(file.name) ? ((await unpackReceipts(file)) ?? [file]) : [file]));
  }
  return unpacked.length === files.length && unpacked.every((file, at) => file === files[at]) ? undefined : unpacked;
}

async function checkMany(
  files: readonly File[],
  { before, course }: { before: Given; course: Course },
): Promise<Concluded> {
  const { pairMany } = await import("./many.ts");
  if (files.length > FILES_MAX) {
    return { given: before, outcome: { kind: "crowded", names: files.map(({ name }) => name) } };
  }
  const trust = await trustOfNow(course.trust, course.signal);
  const pairs = await pairMany(files, before, { ...course, trust });
  if (!Array.isArray(pairs)) return { given: before, outcome: { kind: "crowded", names: pairs.crowded } };
  return { given: before.receipt?.source === "link" ? before : {}, outcome: { kind: "many", pairs } };
}

type Taken = Given & { checked?: Checked; certificate?: GivenCertificate };

/** At most one file and one receipt, and what goes along with them; undefined as soon as there is a second of either. */
async function takeFiles(
  files: readonly File[],
  { before, course, check }: { before: Given; course: Course; check: Omit<ToCheck, "receipt"> | undefined },
): Promise<Taken | undefined> {
  const given: Taken = {};
  for (const file of receiptsFirst(files)) {
    const { name, size } = file;
    course.report({ kind: "working", doing: "reading", name });
    const inspected = await inspectFile(file, {
      check,
      trust: course.trust,
      beside: (given.receipt ?? before.receipt)?.bytes,
      signal: course.signal,
      onRead: (read) => course.report({ kind: "working", doing: "reading", name, fraction: read / size }),
    });
    if (inspected.kind === "companion") {
      given.companions = [...(given.companions ?? []), inspected];
      continue;
    }
    if (inspected.kind === "certificate") {
      if (files.length > 1) return undefined;
      return { certificate: inspected };
    }
    if (inspected.kind === "receipts") return undefined;
    if (given[inspected.kind]) return undefined;
    if (inspected.kind === "receipt") {
      given.receipt = { name, bytes: inspected.bytes, source: "dropped" };
      if (inspected.checked) given.checked = inspected.checked;
    } else given.file = { ...inspected, source: file };
  }
  return given;
}

/** A record's public receipt: the one that came with the page, in base64, else fetched; an outcome instead when there is none to be had. */
export async function takeRecord(
  id: string,
  course: Course,
  withPage?: string,
): Promise<{ receipt: Given["receipt"] } | Outcome> {
  if (withPage)
    return { receipt: { bytes: Uint8Array.from(atob(withPage), (char) => char.charCodeAt(0)), source: "link" } };
  course.report({ kind: "working", doing: "looking" });
  const bytes = await fetchPublicReceipt(id, {
    link: course.link?.id === id ? course.link.token : undefined,
    signal: course.signal,
  });
  if (bytes === undefined) return { kind: "absent", what: "record" };
  if ("unreachable" in bytes) return { kind: "unreachable", why: bytes.unreachable };
  return { receipt: { bytes, source: "link" } };
}

/** Checks what was given; looks for a public receipt when there is only a file. */
export async function conclude(given: Given, course: Course): Promise<Concluded> {
  if (given.receipt) return { given, outcome: await check(given, given.receipt.bytes, course) };
  if (!given.file) return { given, outcome: given.companions ? { kind: "inspected" } : { kind: "idle" } };
  course.report({ kind: "working", doing: "looking" });
  const ids = await lookUpDigest(given.file.sha256, course.signal);
  if ("unreachable" in ids) return { given, outcome: { kind: "unreachable", why: ids.unreachable } };
  const [id, ...otherIds] = ids;
  if (id === undefined) return await lookForCertificate(given, { sha256: given.file.sha256, course });
  const found = await takeRecord(id, course);
  if (!("receipt" in found) || !found.receipt) {
    const outcome: Outcome = "kind" in found ? found : { kind: "absent", what: "file" };
    return { given, outcome };
  }
  const { bytes } = found.receipt;
  const complete: Given = { ...given, receipt: { bytes, source: "lookup" }, otherIds };
  return { given: complete, outcome: await check(complete, bytes, course) };
}

/** A file of a certificate without its proof, as it was designed or handed out. */
async function lookForCertificate(
  given: Given,
  { sha256, course }: { sha256: string; course: Course },
): Promise<Concluded> {
  const certificateId = await lookUpCertificate(sha256, course.signal);
  return { given: { ...given, ...(certificateId && { certificateId }) }, outcome: { kind: "absent", what: "file" } };
}

async function check(given: Given, receipt: Uint8Array, course: Course): Promise<Outcome> {
  course.report({ kind: "working", doing: "checking" });
  const { file } = given;
  const onRead = (read: number) => {
    if (file?.size) course.report({ kind: "working", doing: "checking", fraction: read / file.size });
  };
  return settled(await checkReceipt({ receipt, ...grounds(given, course) }, { signal: course.signal, onRead }));
}

function settled(checked: Checked): Outcome {
  return { kind: "checked", checkedAt: new Date().toISOString(), ...checked };
}
