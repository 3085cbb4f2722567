/**
 * Checks a receipt, in JSON or as sealed PDF, against itself, against a file's digest and against a policy. Pure: the same code gives
 * the same answer in the browser, in the API and on the command line. It never throws on hostile input, and never claims more than
 * the given data support: facts are handed out only when no step failed.
 */
import { toBase64, toHex } from "./bytes.ts";
import type { Policy } from "./policy.ts";
import { parseReceipt, type Receipt } from "./receipt.ts";
import { findAttachments, isPdf, RECEIPT_ATTACHMENT, SEAL_VERSION, splitSealedPdf } from "./receipt-pdf.ts";
import type { Facts, Step, StepName, Verdict, Verification } from "./verification.ts";
import {
  checkCheckpoint,
  checkDetails,
  checkDocument,
  checkFile,
  checkInclusion,
  checkIssuer,
  checkRecord,
  checkWitnesses,
  failed,
  ok,
  type ReceiptParts,
  readParts,
  recordedDigest,
  unchecked,
} from "./verify-steps.ts";

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

/**
 * @param input.receipt bytes of the JSON, or of the PDF (told by its first bytes)
 * @param input.sha256 digest of the file that the receipt is said to be about
 * @param input.policy whom the reader trusts; without it the issuer stays unproven
 */
export function verifyReceipt(input: { receipt: Uint8Array; sha256?: Uint8Array; policy?: Policy }): Verification {
  if (!isPdf(input.receipt)) return verifyParsed(parseReceipt(input.receipt), input).verification;
  const seal = splitSealedPdf(input.receipt);
  const attachments = findAttachments(input.receipt);
  const [attached, ...others] = attachments.filter(({ name }) => name === RECEIPT_ATTACHMENT);
  if (attached === undefined || others.length > 0) {
    const document = checkAttached(seal, attachments);
    return conclude([document, unchecked("format", "depends_on_failed"), ...skipAll()]);
  }
  const { verification, parts } = verifyParsed(parseReceipt(attached.bytes), input);
  const document = checkDocument({ seal, attachments, parts });
  return conclude([document, ...verification.steps], parts);
}

/** A PDF in which no receipt can be told apart: not ours, or ours no more. */
function checkAttached(seal: unknown, attachments: readonly { name: string }[]): Step {
  if (seal === undefined) return failed("document", "not_sealed", { expected: SEAL_VERSION, found: "-" });
  const found = attachments.map(({ name }) => name).join(" ") || "-";
  return failed("document", "receipt_missing", { expected: RECEIPT_ATTACHMENT, found });
}

function verifyParsed(
  receipt: ReturnType<typeof parseReceipt>,
  input: { sha256?: Uint8Array; policy?: Policy },
): { verification: Verification; parts?: ReceiptParts } {
  if ("failed" in receipt) {
    const compared = { expected: "sealbook.receipt/v1", found: receipt.failed };
    return { verification: conclude([failed("format", receipt.failed, compared), ...skipAll()]) };
  }
  const parts = readParts(receipt);
  return { verification: conclude(checkParts(parts, input), parts), parts };
}

/** Everything behind `format`, in the order of the report; the order of the calls follows what rests on what. */
function checkParts(parts: ReceiptParts, input: { sha256?: Uint8Array; policy?: Policy }): Step[] {
  const { policy } = input;
  const record = checkRecord(parts);
  const file = checkFile({ digest: input.sha256, parts, record });
  const details = checkDetails(parts, record);
  const inclusion = checkInclusion(parts);
  const checkpoint = checkCheckpoint(parts);
  const issuer = checkIssuer({ parts, checkpoint, policy });
  const witnesses = checkWitnesses({ parts, checkpoint, policy });
  const timestamp = unchecked("timestamp", parts.receipt.proof === undefined ? "not_anchored" : "no_timestamp");
  return [ok("format"), file, details, record, inclusion, checkpoint, issuer, witnesses, timestamp];
}

function skipAll(): Step[] {
  return AFTER_FORMAT.map((name) => unchecked(name, "depends_on_failed"));
}

function conclude(steps: Step[], parts?: ReceiptParts): Verification {
  const verdict = verdictOf(steps, parts?.receipt);
  const witnessed = verdict !== "failed" && steps.some(({ name, status }) => name === "witnesses" && status === "ok");
  const facts = verdict === "failed" || parts === undefined ? undefined : factsOf(parts);
  return facts === undefined ? { verdict, witnessed, steps } : { verdict, witnessed, steps, facts };
}

/** A step that could not be checked because of another never stands without that other's failure. */
function verdictOf(steps: Step[], receipt: Receipt | undefined): Verdict {
  const isFailed = steps.some(({ status, reason }) => status === "failed" || reason === "depends_on_failed");
  if (isFailed || receipt === undefined) return "failed";
  if (receipt.proof === undefined) return "not_anchored";
  return steps.some(({ name, status }) => name === "issuer" && status === "ok") ? "valid" : "issuer_unproven";
}

function factsOf({ key, record, details, proof, checkpoint }: ReceiptParts): Facts | undefined {
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
  return { ...facts, index: `${proof.index}`, treeSize: `${checkpoint.size}`, root: toBase64(checkpoint.root) };
}
