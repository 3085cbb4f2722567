/** Tells a file that was never a receipt from a receipt that is damaged. */
import { isPdf } from "#lib/core/receipt/receipt-file.ts";

/** At least one of them stands in every receipt, and changing a byte cannot remove them all. */
const TRACES = ["sealbook.receipt", "sealbook.record", "receipt.json"];
const JSON_START = /^(\xef\xbb\xbf)?[ \t\r\n]*\{/;
const START_BYTES_MAX = 64;

/** Whether anything in a file comes from a receipt. */
export function hasReceiptTrace(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return TRACES.some((trace) => buffer.includes(trace));
}

/** Whether a file that failed is another file altogether; a damaged receipt never is. */
export function isOtherFile(bytes: Uint8Array): boolean {
  if (hasReceiptTrace(bytes)) return false;
  return isPdf(bytes) || !JSON_START.test(Buffer.from(bytes.subarray(0, START_BYTES_MAX)).toString("latin1"));
}
