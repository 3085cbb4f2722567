/** What tells a receipt's file from others before it is read. It needs nothing else, so that a page can ask without loading what verifies. */

/** Bytes of a receipt in JSON; a proof with all the cosignatures that a note may carry fits. */
export const RECEIPT_BYTES_MAX: number = 1024 * 1024;
export const RECEIPT_PDF_BYTES_MAX: number = 16 * 1024 * 1024;
/** Bytes of a document that puts receipts together for reading: five hundred of them, each with its proof. */
export const MERGED_PDF_BYTES_MAX: number = 64 * 1024 * 1024;
/** The name under which the PDF carries the proof. */
export const PROOF_ATTACHMENT = "receipt.tlog-proof";

const PDF_START = "%PDF-";

export function isPdf(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, PDF_START.length)) === PDF_START;
}
