/**
 * Checks a receipt, in JSON or as sealed PDF, against itself, against a file's digest and against a policy. Pure: the same code gives
 * the same answer in the browser, in the API and on the command line. It never throws on hostile input, and never claims more than
 * the given data support: facts are handed out only when no step failed.
 */
import { toBase64, toHex } from "./bytes.ts";
import type { Policy } from "./policy.ts";
import { parseReceipt, RECEIPT_BYTES_MAX, RECEIPT_VERSION, type Receipt, type ReceiptFailure } from "./receipt.ts";
import {
  findAttachments,
  isPdf,
  RECEIPT_ATTACHMENT,
  RECEIPT_PDF_BYTES_MAX,
  SEAL_VERSION,
  splitSealedPdf,
} from "./receipt-pdf.ts";
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

/** More than a step shows. */
const SHOWN_BYTES = 1024;

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
  const { sha256, policy } = input;
  if (!isPdf(input.receipt)) return verifyJson({ bytes: input.receipt, sha256, policy }).verification;
  const seal = splitSealedPdf(input.receipt);
  const attachments = findAttachments(input.receipt);
  const [attached, ...others] = attachments.filter(({ name }) => name === RECEIPT_ATTACHMENT);
  if (attached === undefined || others.length > 0) {
    const document = checkAttached({ pdf: input.receipt, seal, attachments });
    return conclude([document, unchecked("format", "depends_on_failed"), ...skipAll()]);
  }
  const { verification, parts } = verifyJson({ bytes: attached.bytes, sha256, policy });
  const document = checkDocument({ seal, attachments, parts });
  return conclude([document, ...verification.steps], parts);
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

function verifyJson(input: { bytes: Uint8Array; sha256: Uint8Array | undefined; policy: Policy | undefined }): {
  verification: Verification;
  parts?: ReceiptParts;
} {
  const receipt = parseReceipt(input.bytes);
  if ("failed" in receipt) return { verification: conclude([checkFormat(receipt.failed, input.bytes), ...skipAll()]) };
  const parts = readParts(receipt);
  return { verification: conclude(checkParts(parts, input), parts), parts };
}

/** Everything behind `format`, in the order of the report; the order of the calls follows what rests on what. */
function checkParts(
  parts: ReceiptParts,
  input: { sha256: Uint8Array | undefined; policy: Policy | undefined },
): Step[] {
  const { sha256, policy } = input;
  const record = checkRecord(parts);
  const file = checkFile({ digest: sha256, parts, record });
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
