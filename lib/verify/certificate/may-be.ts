/** Tells what may be a certificate before anything that reads one is loaded. Needs nothing but what tells receipts from other files. */
import { isPdf, RECEIPT_BYTES_MAX, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";

const MARKS = ["sealbook.certificate/v1", "urn:sealbook:certificate", "urn:sealbook:field:", "eddsa-rdfc-2022"];
const START_BYTES = 4_096;
const PNG_START = [0x89, 0x50, 0x4e, 0x47];
const SVG_START = /^\s*<(?:svg|\?xml|!)/i;
/** `header.payload.signature~`, of which the payload is looked into later. */
const SD_JWT_START = /^\s*eyJ[\w-]+\.[\w-]+\.[\w-]+~/;
/** A receipt's PDF as it was issued ends in its seal; a certificate's has none. */
const SEAL_MARK = "%sealbook.receipt-pdf/";
const SEAL_BYTES_MAX = 2_048;

export const isPng = (bytes: Uint8Array): boolean => PNG_START.every((byte, at) => bytes[at] === byte);

/** PDFs may have been packed by any program: each that is no sealed receipt may be one. */
export function mayBeCertificate(bytes: Uint8Array): boolean {
  // Which is windows-1252 (Encoding Standard, section 4.2): good for ASCII alone.
  const latin1 = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  if (bytes.length > RECEIPT_PDF_BYTES_MAX) return false;
  if (isPdf(bytes)) return !latin1(bytes.subarray(-SEAL_BYTES_MAX)).includes(SEAL_MARK);
  if (isPng(bytes) || SVG_START.test(latin1(bytes.subarray(0, START_BYTES)))) return true;
  if (bytes.length > RECEIPT_BYTES_MAX) return false;
  const text = latin1(bytes);
  return SD_JWT_START.test(text) || MARKS.some((mark) => text.includes(mark));
}
