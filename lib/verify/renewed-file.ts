/** Which file a renewal is about: the record's content, or one of a bundle's. */
import { kindOf } from "#lib/core/claim/record.ts";
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { BUNDLE_KIND, readBundledFile } from "#lib/core/verify/extras/bundle.ts";

/**
 * What a given file's SHA3-256 is compared with: what the renewal binds, or for a file of a bundle what its line states, which the bundle's
 * own step has led there. Undefined for a line that states none, and for the list of a bundle, whose roots its own step compares.
 */
export function fileDigestOf({ receipt, record }: ReceiptParts, content: Uint8Array): Uint8Array | undefined {
  if (record === undefined || kindOf(record) !== BUNDLE_KIND) return content;
  const file = readBundledFile(extrasOf(receipt).filter(({ kind }) => kind === BUNDLE_KIND));
  const stated = file?.line["sha3-256"];
  return stated === undefined ? undefined : fromBase64(stated);
}

/** Whether a receipt is about a bundle, and none of its files. */
export function isWholeBundle({ receipt, record }: ReceiptParts): boolean {
  const isBundle = record !== undefined && kindOf(record) === BUNDLE_KIND;
  return isBundle && extrasOf(receipt).every(({ kind }) => kind !== BUNDLE_KIND);
}
