/**
 * Checks a receipt, in JSON or as sealed PDF, against itself, against a file's digest and against a policy. Pure: the same code gives
 * the same answer in the browser, in the API and on the command line. It never throws on hostile input, and never claims more than
 * the given data support: facts are handed out only when no step failed.
 */

import { evaluatePolicy, type Policy, type PolicyEvaluation } from "../log/policy.ts";
import {
  parseReceipt,
  RECEIPT_BYTES_MAX,
  RECEIPT_VERSION,
  type Receipt,
  type ReceiptFailure,
} from "../receipt/receipt.ts";
import {
  findAttachments,
  isPdf,
  RECEIPT_ATTACHMENT,
  RECEIPT_PDF_BYTES_MAX,
  SEAL_VERSION,
  splitSealedPdf,
} from "../receipt/receipt-pdf.ts";
import { toBase64, toHex } from "../text/bytes.ts";
import type { Facts, Step, StepName, TimestampOutcome, Verdict, Verification } from "./verification.ts";
import { checkDocument } from "./verify-document.ts";
import {
  checkCheckpoint,
  checkDetails,
  checkFile,
  checkInclusion,
  checkIssuer,
  checkRecord,
  checkWitnesses,
  failed,
  ok,
  policySigner,
  type ReceiptParts,
  readParts,
  recordedDigest,
  unchecked,
} from "./verify-steps.ts";
import { checkTimestamps, provenTimestamps } from "./verify-timestamps.ts";

/** More than a step shows. */
const SHOWN_BYTES = 1024;
/** ECMAScript's last time; a witness may state any second of 63 bits. */
const TIME_MS_MAX = 8_640_000_000_000_000;

const AFTER_FORMAT: StepName[] = [
  "file",
  "details",
  "record",
  "inclusion",
  "checkpoint",
  "issuer",
  "witnesses",
  "timestamp",
];

export type VerificationInput = {
  /** Bytes of the JSON, or of the PDF (told by its first bytes). */
  receipt: Uint8Array;
  /** Digest of the file that the receipt is said to be about. */
  sha256?: Uint8Array;
  /** Whom the reader trusts; without it the issuer stays unproven. */
  policy?: Policy;
  /** What a look into the receipt's tokens came to, in its order. Without: `timestamp_not_read`, where there are any. */
  timestamps?: readonly TimestampOutcome[];
  /** Whether too few witnesses fail the receipt (C2SP tlog-policy, the default), or are merely reported. */
  requireQuorum?: boolean;
};

type Given = Omit<VerificationInput, "receipt">;
/** What stands behind the steps, for the facts. */
type Grounds = { parts: ReceiptParts; given: Given; evaluation: PolicyEvaluation | undefined };

/** See VerificationInput. Never throws. */
export function verifyReceipt(input: VerificationInput): Verification {
  const { receipt, ...given } = input;
  if (!isPdf(receipt)) return verifyJson({ bytes: receipt, given, isDocument: false }).verification;
  const seal = splitSealedPdf(receipt);
  const attachments = findAttachments(receipt);
  const [attached, ...others] = attachments.filter(({ name }) => name === RECEIPT_ATTACHMENT);
  if (attached === undefined || others.length > 0) {
    const document = checkAttached({ pdf: receipt, seal, attachments });
    return conclude([document, unchecked("format", "depends_on_failed"), ...skipAll()]);
  }
  const { verification, grounds } = verifyJson({ bytes: attached.bytes, given, isDocument: true });
  const document = checkDocument({ seal, attachments, parts: grounds?.parts });
  return conclude([document, ...verification.steps], grounds);
}

/** A PDF in which no receipt can be told apart: not ours, or ours no more. */
function checkAttached(input: { pdf: Uint8Array; seal: unknown; attachments: readonly { name: string }[] }): Step {
  const { pdf, seal, attachments } = input;
  if (pdf.length > RECEIPT_PDF_BYTES_MAX) {
    return failed("document", "too_large", { expected: `${RECEIPT_PDF_BYTES_MAX}`, found: `${pdf.length}` });
  }
  if (seal === undefined) return failed("document", "not_sealed", { expected: SEAL_VERSION, found: "-" });
  const found = attachments.map(({ name }) => name).join(" ") || "-";
  return failed("document", "receipt_missing", { expected: RECEIPT_ATTACHMENT, found });
}

/** What was read instead of a receipt: how long it is, or how it begins. */
function checkFormat(reason: ReceiptFailure, bytes: Uint8Array): Step {
  if (reason === "too_large") {
    return failed("format", reason, { expected: `${RECEIPT_BYTES_MAX}`, found: `${bytes.length}` });
  }
  const start = new TextDecoder().decode(bytes.subarray(0, SHOWN_BYTES));
  return failed("format", reason, { expected: RECEIPT_VERSION, found: start === "" ? "-" : start });
}

function verifyJson(input: { bytes: Uint8Array; given: Given; isDocument: boolean }): {
  verification: Verification;
  grounds?: Grounds;
} {
  const { given, isDocument } = input;
  const receipt = parseReceipt(input.bytes);
  if ("failed" in receipt) return { verification: conclude([checkFormat(receipt.failed, input.bytes), ...skipAll()]) };
  const parts = readParts(receipt);
  const checkpoint = checkCheckpoint(parts);
  const { policy } = given;
  const evaluation =
    policy && parts.note && checkpoint.status === "ok" ? evaluatePolicy(policy, parts.note) : undefined;
  const grounds: Grounds = { parts, given, evaluation };
  return { verification: conclude(checkParts({ ...grounds, checkpoint, isDocument }), grounds), grounds };
}

/** Everything behind `format`, in the order of the report; the order of the calls follows what rests on what. */
function checkParts(input: Grounds & { checkpoint: Step; isDocument: boolean }): Step[] {
  const { parts, given, evaluation, checkpoint, isDocument } = input;
  const { sha256, policy, timestamps: outcomes = [], requireQuorum = true } = given;
  const record = checkRecord(parts);
  const file = checkFile({ digest: sha256, parts, record });
  const details = checkDetails(parts, record);
  const inclusion = checkInclusion(parts);
  const issuer = checkIssuer({ parts, checkpoint, policy, isDocument });
  const witnesses = checkWitnesses({ parts, checkpoint, policy, evaluation, requireQuorum });
  const timestamp = checkTimestamps({ parts, checkpoint, outcomes });
  return [ok("format"), file, details, record, inclusion, checkpoint, issuer, witnesses, timestamp];
}

function skipAll(): Step[] {
  return AFTER_FORMAT.map((name) => unchecked(name, "depends_on_failed"));
}

function conclude(steps: Step[], grounds?: Grounds): Verification {
  const verdict = verdictOf(steps, grounds?.parts.receipt);
  const witnessed = verdict !== "failed" && steps.some(({ name, status }) => name === "witnesses" && status === "ok");
  const facts = verdict === "failed" || grounds === undefined ? undefined : factsOf(grounds, steps);
  return facts === undefined ? { verdict, witnessed, steps } : { verdict, witnessed, steps, facts };
}

/** A step that could not be checked because of another never stands without that other's failure. */
function verdictOf(steps: Step[], receipt: Receipt | undefined): Verdict {
  const isFailed = steps.some(({ status, reason }) => status === "failed" || reason === "depends_on_failed");
  if (isFailed || receipt === undefined) return "failed";
  if (receipt.proof === undefined) return "not_anchored";
  return steps.some(({ name, status }) => name === "issuer" && status === "ok") ? "valid" : "issuer_unproven";
}

function factsOf({ parts, given, evaluation }: Grounds, steps: readonly Step[]): Facts | undefined {
  const { record, details, proof, checkpoint } = parts;
  const key = given.policy === undefined ? parts.key : policySigner(parts, given.policy);
  if (key === undefined || record === undefined) return undefined;
  const { id, type, size, receivedAt, submitter } = record;
  const facts: Facts = {
    id,
    type,
    sha256: recordedDigest(record),
    receivedAt,
    submitter,
    origin: key.name,
    keyId: toHex(key.keyId),
  };
  if (size !== undefined) facts.size = size;
  if (details !== undefined) facts.details = details;
  if (proof === undefined || checkpoint === undefined) return facts;
  const isStamped = steps.some(({ name, status }) => name === "timestamp" && status === "ok");
  return {
    ...facts,
    index: `${proof.index}`,
    treeSize: `${checkpoint.size}`,
    root: toBase64(checkpoint.root),
    witnesses: (evaluation?.witnesses ?? []).map(({ name, timestamp }) => ({ name, time: timeOf(timestamp) })),
    timestamps: isStamped ? provenTimestamps(given.timestamps ?? []) : [],
  };
}

/** A POSIX second as text; what lies beyond the last time that there is, is that last time. */
function timeOf(seconds: bigint): string {
  const time = seconds * 1000n;
  return new Date(time > BigInt(TIME_MS_MAX) ? TIME_MS_MAX : Number(time)).toISOString();
}
