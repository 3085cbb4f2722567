/**
 * Checks a receipt against itself, against a file's digest and against a policy. Pure: the same code gives the same answer in the
 * browser, in the API and on the command line. It never throws on hostile input, and never claims more than the given data support:
 * facts are handed out only when no step failed.
 */

import { type FileLine, parseLine } from "../bundle/line.ts";
import { typeOf } from "../claim/record.ts";
import { RECORD_V2 } from "../claim/record-v2.ts";
import type { PolicyEvaluation } from "../log/evaluate-policy.ts";
import { isTestOrigin } from "../log/test-ledger.ts";
import type { OpenedReceipt, ReceiptParts } from "../receipt/open-receipt.ts";
import { extrasOf, type Receipt } from "../receipt/receipt.ts";
import { toBase64, toHex } from "../text/bytes.ts";
import { exactNumber } from "../text/decimal.ts";
import { CHECKS, runChecks, type VerificationGiven } from "./checks.ts";
import { claimOf } from "./claim-facts.ts";
import { ignoredLines, signersOf } from "./signers.ts";
import type { Facts, SignerFact, Step, Verdict, Verification } from "./verification.ts";
import { policySigner, recordedDigest } from "./verify-steps.ts";
import { provenTimestamps } from "./verify-timestamps.ts";

/** ECMAScript's last time; a witness may state any second of 63 bits. */
const TIME_MS_MAX = 8_640_000_000_000_000;

/** A receipt, and what it is held against. */
export type VerificationInput = VerificationGiven & { receipt: OpenedReceipt };

/** What stands behind the steps, for the facts. */
type Grounds = { parts: ReceiptParts; given: VerificationGiven; evaluation: PolicyEvaluation | undefined };

/** See VerificationInput. Never throws. */
export function verifyReceipt(input: VerificationInput): Verification {
  const { receipt, ...given } = input;
  const { steps, evaluation } = runChecks(CHECKS, { opened: receipt, given });
  const { parts } = receipt;
  const verification = conclude(steps, parts && { parts, given, evaluation });
  const inside = verifyInside(input, steps);
  return inside === undefined ? verification : { ...verification, inside };
}

/**
 * The receipt in a PDF that has lost its seal, by itself. A PDF whose seal is in its place and does not fit is another matter: no program
 * leaves it so, and nothing in it is to be relied on.
 */
function verifyInside(input: VerificationInput, steps: readonly Step[]): Verification | undefined {
  const { document, parts } = input.receipt;
  if (document === undefined || parts === undefined) return undefined;
  if (!steps.some(({ name, reason }) => name === "document" && reason === "not_sealed")) return undefined;
  const inside = verifyReceipt({ ...input, receipt: { ...input.receipt, document: undefined } });
  return inside.facts === undefined ? undefined : inside;
}

function conclude(steps: Step[], grounds?: Grounds): Verification {
  const verdict = verdictOf(steps, grounds?.parts.receipt);
  const witnessed = verdict !== "failed" && steps.some(({ name, status }) => name === "witnesses" && status === "ok");
  const facts = verdict === "failed" || grounds === undefined ? undefined : factsOf(grounds, steps);
  if (facts === undefined) return { verdict, witnessed, steps };
  return verdict === "not_anchored"
    ? { verdict, witnessed, steps, stated: facts }
    : { verdict, witnessed, steps, facts };
}

/** A step that could not be checked because of another never stands without that other's failure. */
function verdictOf(steps: Step[], receipt: Receipt | undefined): Verdict {
  const isFailed = steps.some(({ status, reason }) => status === "failed" || reason === "depends_on_failed");
  if (isFailed || receipt === undefined) return "failed";
  if (receipt.proof === undefined) return "not_anchored";
  // What was asked for and could not be checked is never called valid.
  if (steps.some(({ reason }) => reason === "ml_dsa_not_loaded")) return "issuer_unproven";
  return steps.some(({ name, status }) => name === "issuer" && status === "ok") ? "valid" : "issuer_unproven";
}

function factsOf({ parts, given, evaluation }: Grounds, steps: readonly Step[]): Facts | undefined {
  const { receipt, record, details, proof, note, checkpoint } = parts;
  const key =
    given.policy === undefined ? parts.key : policySigner(parts, { policy: given.policy, extent: given.extent });
  if (key === undefined || record === undefined) return undefined;
  const { id, size, receivedAt, submitter } = record;
  const facts: Facts = {
    id,
    type: typeOf(record),
    sha256: recordedDigest(record),
    receivedAt,
    submitter,
    origin: key.name,
    ...(isTestOrigin(key.name) && { test: true as const }),
    keyId: toHex(key.keyId),
  };
  if (size !== undefined) facts.size = size;
  if (record.record === RECORD_V2) facts.claim = claimOf(record, fileOf(receipt, steps));
  if (details !== undefined) facts.details = details;
  const erased = steps.find(({ name, reason }) => name === "erasure" && reason === "erased")?.found;
  if (erased !== undefined) facts.erasedAt = erased;
  if (proof === undefined || checkpoint === undefined) return facts;
  const [index, treeSize] = [exactNumber(proof.index), exactNumber(checkpoint.size)];
  // A tree so large that JSON has no number for it: nobody has one.
  if (index === undefined || treeSize === undefined) return facts;
  const isStamped = steps.some(({ name, status }) => name === "timestamp" && status === "ok");
  const timestamps = isStamped ? provenTimestamps(given.timestamps ?? []) : [];
  const read = { key, policy: given.policy, evaluation };
  const sm2 = steps.find(({ name, status }) => name === "sm2" && status === "ok")?.found;
  const stamps = timestamps.map(
    ({ authority }): SignerFact => ({ by: "timestamp", name: authority, algorithm: "RSA/ECDSA" }),
  );
  return {
    ...facts,
    index,
    treeSize,
    root: toBase64(checkpoint.root),
    ...blockOf(receipt, steps),
    witnesses: (evaluation?.witnesses ?? []).map(({ name, timestamp }) => ({ name, time: timeOf(timestamp) })),
    timestamps,
    ...(note && {
      signatures: [...signersOf(note, read), ...(sm2 === undefined ? [] : [bySm2(key.name)]), ...stamps],
      ignored: ignoredLines(note, read).filter(({ name, keyId }) => name !== key.name || keyId !== sm2),
    }),
  };
}

const bySm2 = (name: string): SignerFact => ({ by: "ledger", name, algorithm: "SM2" });

/** The file of a bundle that the receipt is about: its step has found it there. */
function fileOf(receipt: Receipt, steps: readonly Step[]): FileLine | undefined {
  if (!steps.some(({ name, status }) => name === "bundle" && status === "ok")) return undefined;
  return parseLine(String(extrasOf(receipt).find(({ kind }) => kind === "bundle")?.line));
}

/** What the header of the record's block states, where there is one: its step has read it, line by line. */
function blockOf(receipt: Receipt, steps: readonly Step[]): Pick<Facts, "block"> {
  if (!steps.some(({ name, status }) => name === "block" && status === "ok")) return {};
  const lines = String(extrasOf(receipt).find(({ kind }) => kind === "block")?.header).split("\n");
  const [height, time] = [exactNumber(BigInt(lines[2] ?? "")), lines[7]];
  return height === undefined || time === undefined ? {} : { block: { height, time } };
}

/** A POSIX second as text; what lies beyond the last time that there is, is that last time. */
function timeOf(seconds: bigint): string {
  const time = seconds * 1000n;
  return new Date(time > BigInt(TIME_MS_MAX) ? TIME_MS_MAX : Number(time)).toISOString();
}
