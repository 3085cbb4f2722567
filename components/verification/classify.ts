/**
 * Tells receipts from other files. Deliberately lenient: a receipt with a byte changed must be reported as a receipt that fails,
 * not be mistaken for some file that nobody recorded.
 */
import { isPdf, PROOF_ATTACHMENT, RECEIPT_BYTES_MAX, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";

/** No receipt is larger; what is larger is not read as one. */
export const INSPECTED_BYTES_MAX: number = Math.max(RECEIPT_BYTES_MAX, RECEIPT_PDF_BYTES_MAX);

const JSON_MARKS = ['"receipt"', '"record"', '"entry"', '"issuer"', '"ledgerKey"', '"extras"', '"timestamps"'];
/** One byte can spoil one mark, and two where it glues them together. */
const JSON_MARKS_MIN = 3;
const SEAL_MARK = "%sealbook.receipt-pdf/";
const PDF_MARKS = [SEAL_MARK, PROOF_ATTACHMENT];
/** Where the seal of a PDF stands that nothing was added to. */
const SEAL_BYTES_MAX = 2_048;

/** Whether bytes are, or once were, a receipt in JSON or PDF. */
export function looksLikeReceipt(bytes: Uint8Array): boolean {
  if (bytes.length > INSPECTED_BYTES_MAX) return false;
  const latin1 = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  if (latin1(bytes.subarray(-SEAL_BYTES_MAX)).includes(SEAL_MARK) && isPdf(bytes)) return true;
  const text = latin1(bytes);
  if (text.startsWith("%PDF-") || text.trimEnd().endsWith("%%EOF"))
    return PDF_MARKS.some((mark) => text.includes(mark));
  if (bytes.length > RECEIPT_BYTES_MAX) return false;
  const isObject = text.trimStart().startsWith("{") || text.trimEnd().endsWith("}");
  return isObject && JSON_MARKS.filter((mark) => text.includes(mark)).length >= JSON_MARKS_MIN;
}
