/** The receipts of a bag, each checked with the content that the bag has of it. Nothing is believed because a bag says it. */

import type { BagSource } from "#lib/core/bag/bag-source.ts";
import { readUpTo } from "#lib/core/bag/bag-source.ts";
import type { BagReport } from "#lib/core/bag/check-bag.ts";
import { originOf } from "#lib/core/claim/origin.ts";
import { recordHash } from "#lib/core/claim/record.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { equalBytes, fromBase64, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import { EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { COPY_FILES, isReceiptPath, ORIGINS_MAX, originPath, RECEIPT_FILE } from "#lib/parties/bag/archive-paths.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { judge } from "./verify-given.ts";

/** Verified together: signatures are checked beside one another where the platform can. */
const RECEIPTS_AT_ONCE = 16;

export interface Trust {
  /** Each with the keys of a ledger; of several for one ledger any that holds is enough. */
  policies: readonly Policy[];
  authorities: readonly Uint8Array[];
  /** A receipt whose one fault is that its policy asks for more witnesses is taken as it is, and said to be `isUnwitnessed`. */
  takesUnwitnessed?: boolean;
}

export interface BagReceipt {
  path: string;
  opened: OpenedReceipt;
  verification: Verification;
  exitCode: ExitCode;
  /** It holds but for witnesses: fewer cosigned it than its policy asks for. */
  isUnwitnessed: boolean;
  /** Path of the file that has the recorded digest; undefined when the bag has none. */
  content: string | undefined;
  /** Whether its details say that the content was kept. */
  kept: boolean;
  /** Files beside it that are said to be parts of it, and are other bytes. */
  differing: string[];
  /** Receipts beside it that are said to be of where it comes from, the last one first. */
  origins: Origin[];
}

/** A receipt of the record that another names as its origin. */
export interface Origin {
  path: string;
  /** Its exact bytes. */
  json: Uint8Array;
  /** Whether it is of the record that is named, and holds: by itself, and by a policy of its ledger where the reader has one. */
  holds: boolean;
}

/** What is worse comes first: that a thing failed, could not be checked, is another's PDF, is nobody's whom the reader named. */
const RANKS: readonly ExitCode[] = [EXIT.failed, EXIT.impossible, EXIT.resaved, EXIT.unproven, EXIT.ok];

export function worse(one: ExitCode, other: ExitCode): ExitCode {
  return RANKS.indexOf(one) < RANKS.indexOf(other) ? one : other;
}

/** In the order of their paths, which is that of their times. */
export async function* receiptsOf(
  source: BagSource,
  { report, trust }: { report: BagReport; trust: Trust },
): AsyncGenerator<BagReceipt> {
  const contents = contentsOf(report);
  const paths = [...report.files.keys()].filter(isReceiptPath).sort();
  for (let at = 0; at < paths.length; at += RECEIPTS_AT_ONCE) {
    source.signal?.throwIfAborted();
    const some = paths.slice(at, at + RECEIPTS_AT_ONCE);
    yield* await Promise.all(some.map((path) => readReceipt(source, { path, report, trust, contents })));
  }
}

/** Where in the bag the bytes of a digest lie; only what was read and is what its manifests say. */
function contentsOf({ files }: BagReport): Map<string, string> {
  const contents = new Map<string, string>();
  for (const [path, { listed, intact }] of files) {
    if (intact && listed.sha256 !== undefined && path.startsWith("data/")) contents.set(listed.sha256, path);
  }
  return contents;
}

async function readReceipt(
  source: BagSource,
  given: { path: string; report: BagReport; trust: Trust; contents: Map<string, string> },
): Promise<BagReceipt> {
  const { path, report, trust, contents } = given;
  const found = report.files.get(path)?.found;
  const bytes = found && (await readUpTo(source, { found, bytesMax: RECEIPT_PDF_BYTES_MAX }));
  const opened = await open(bytes ?? new Uint8Array(0));
  const { parts } = opened;
  const digest = parts?.record?.digests.sha256;
  const content = digest === undefined ? undefined : contents.get(toHex(fromBase64(digest) ?? new Uint8Array(0)));
  const best = await verifyBest(opened, { trust, content, digest });
  const kept = parts?.details?.kept === true;
  const origins = path.endsWith(`/${RECEIPT_FILE}`) ? await readOrigins(source, { path, opened, report, trust }) : [];
  return {
    path,
    opened,
    ...best,
    content,
    kept,
    differing: differing(path, { opened, report }),
    origins,
  };
}

type Verified = Pick<BagReceipt, "verification" | "exitCode" | "isUnwitnessed">;

async function verifyBest(
  receipt: OpenedReceipt,
  { trust, content, digest }: { trust: Trust; content: string | undefined; digest: string | undefined },
): Promise<Verified> {
  const { policies, authorities } = trust;
  const recorded = content === undefined ? undefined : fromBase64(digest ?? "");
  const asked = { file: recorded !== undefined, policy: policies.length > 0, timestamp: authorities.length > 0 };
  const name = receipt.parts?.key?.name;
  const own = policies.filter(({ logs }) => logs.some(({ key }) => key.name === name));
  let best: Verified | undefined;
  // Whose key none of them names is held against the first, which says so.
  for (const policy of own.length > 0 ? own : [policies[0]]) {
    const given = { ...(policy ? { policy } : {}), ...(recorded ? { sha256: recorded } : {}) };
    const once = { receipt, authorities, at: new Date(), ...given };
    let { stated: _, ...verification } = await verify(once);
    const isUnwitnessed = trust.takesUnwitnessed === true && lacksWitnessesAlone(verification);
    if (isUnwitnessed) ({ stated: _, ...verification } = await verify({ ...once, requireQuorum: false }));
    const exitCode = judge(verification, asked);
    if (best === undefined || worse(best.exitCode, exitCode) === best.exitCode)
      best = { verification, exitCode, isUnwitnessed };
    if (exitCode === EXIT.ok) break;
  }
  return best as NonNullable<typeof best>;
}

function lacksWitnessesAlone({ steps }: Verification): boolean {
  const failed = steps.filter(({ status }) => status === "failed");
  return failed.length === 1 && failed[0]?.name === "witnesses" && failed[0].reason === "quorum_not_met";
}

async function readOrigins(
  source: BagSource,
  given: { path: string; opened: OpenedReceipt; report: BagReport; trust: Trust },
): Promise<Origin[]> {
  const { path, opened, report, trust } = given;
  const folder = path.slice(0, path.lastIndexOf("/"));
  const origins: Origin[] = [];
  let named = originOf(opened.parts?.record);
  for (let number = 1; number <= ORIGINS_MAX; number++) {
    const place = originPath(folder, number);
    const found = report.files.get(place)?.found;
    const json = found && (await readUpTo(source, { found, bytesMax: RECEIPT_PDF_BYTES_MAX }));
    if (json === undefined) break;
    const receipt = await open(json);
    const { parts } = receipt;
    const isNamed =
      named !== undefined && parts !== undefined && equalBytes(recordHash(utf8(parts.receipt.record)), named);
    const own = trust.policies.filter(({ logs }) => logs.some(({ key }) => key.name === parts?.key?.name));
    const { verification } = await verifyBest(receipt, {
      trust: { ...trust, policies: own },
      content: undefined,
      digest: undefined,
    });
    const holds = isNamed && ["valid", "issuer_unproven"].includes(verification.verdict);
    origins.push({ path: place, json, holds });
    named = originOf(parts?.record);
  }
  return origins;
}

function differing(path: string, { opened, report }: { opened: OpenedReceipt; report: BagReport }): string[] {
  const receipt = opened.parts?.receipt;
  if (receipt === undefined) return [];
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return Object.entries(COPY_FILES).flatMap(([part, name]) => {
    const listed = report.files.get(folder + name)?.listed.sha256;
    const text = receipt[part as keyof typeof COPY_FILES];
    return listed === undefined || (text !== undefined && toHex(sha256(utf8(text))) === listed) ? [] : [folder + name];
  });
}
