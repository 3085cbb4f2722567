/** The first step of a receipt that came as a PDF: what a reader sees, and every file inside, is what the receipt's key sealed. */

import { verifyNote } from "../log/note.ts";
import type { Attachment, OpenedReceipt, ReceiptDocument, ReceiptParts } from "../receipt/open-receipt.ts";
import { PROOF_ATTACHMENT, RECEIPT_PDF_BYTES_MAX } from "../receipt/receipt-file.ts";
import {
  CHECKPOINT_ATTACHMENT,
  isTimestampFile,
  RECEIPT_ATTACHMENT,
  SEAL_VERSION,
  timestampAttachment,
} from "../receipt/receipt-pdf.ts";
import { equalBytes, fromBase64, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { digestOf } from "../text/digest.ts";
import type { Step } from "./verification.ts";
import { failed, ok, unchecked } from "./verify-steps.ts";

/** The PDF is sealed by the receipt's key, unchanged, for this record, and carries this very proof and these very timestamps. */
export function checkDocument({ document, json, parts }: OpenedReceipt & { document: ReceiptDocument }): Step {
  const { size, seal, attachments } = document;
  if (size > RECEIPT_PDF_BYTES_MAX) {
    return failed("document", "too_large", { expected: `${RECEIPT_PDF_BYTES_MAX}`, found: `${size}` });
  }
  if (seal === undefined) return failed("document", "not_sealed", { expected: SEAL_VERSION, found: "-" });
  if (json === undefined) {
    const found = attachments.map(({ name }) => name).join(" ") || "-";
    return failed("document", "receipt_missing", { expected: RECEIPT_ATTACHMENT, found });
  }
  const digest = digestOf(seal.unsealed);
  if (!equalBytes(digest, seal.digest)) {
    return failed("document", "digest_mismatch", { expected: toBase64(seal.digest), found: toBase64(digest) });
  }
  if (parts?.key === undefined || parts.record === undefined) return unchecked("document", "depends_on_failed");
  const [signature] = seal.signed.signatures;
  const signed = verifyNote(seal.signed, parts.key);
  if (signed !== "ok") {
    const reason = signed === "absent" ? "signature_absent" : "signature_invalid";
    return failed("document", reason, { expected: parts.key.text, found: signature?.line.trimEnd() ?? "-" });
  }
  if (seal.recordId !== parts.record.id) {
    return failed("document", "id_mismatch", { expected: seal.recordId, found: parts.record.id });
  }
  return checkProofFile(attachments, parts) ?? checkTimestampFiles(attachments, parts) ?? ok("document");
}

function checkProofFile(attachments: readonly Attachment[], { receipt }: ReceiptParts): Step | undefined {
  const found = attachments.filter(({ name }) => name === PROOF_ATTACHMENT);
  const expected = receipt.proof === undefined ? [] : [{ name: PROOF_ATTACHMENT, bytes: utf8(receipt.proof) }];
  if (areSame(expected, found)) return undefined;
  const digests = (files: Attachment[]) => files.map(({ bytes }) => toBase64(sha256(bytes))).join(" ") || "-";
  return failed("document", "proof_mismatch", { expected: digests(expected), found: digests(found) });
}

/** What a reader would hand to another program, such as `openssl ts -verify`, is what was checked here. */
function checkTimestampFiles(attachments: readonly Attachment[], { receipt, note }: ReceiptParts): Step | undefined {
  const found = attachments.filter(({ name }) => isTimestampFile(name));
  const expected: Attachment[] = receipt.timestamps.map(({ token }, at) => ({
    name: timestampAttachment(at + 1),
    bytes: fromBase64(token) ?? new Uint8Array(0),
  }));
  if (expected.length > 0) expected.unshift({ name: CHECKPOINT_ATTACHMENT, bytes: utf8(note?.text ?? "") });
  if (areSame(expected, found)) return undefined;
  const list = (files: Attachment[]) =>
    files.map(({ name, bytes }) => `${name}:${toBase64(sha256(bytes))}`).join(" ") || "-";
  return failed("document", "attachment_mismatch", { expected: list(expected), found: list(found) });
}

/** The same files, each once. Their order in the PDF means nothing. */
function areSame(expected: readonly Attachment[], found: readonly Attachment[]): boolean {
  return (
    expected.length === found.length &&
    expected.every(({ name, bytes }) => found.some((each) => each.name === name && equalBytes(each.bytes, bytes)))
  );
}
