/** What of a given file its receipt may be about, besides the whole: of a certificate a part of it, of a bundle the root of its list. */
import { LIST_BYTES_MAX } from "#lib/core/bundle/limits.ts";
import { mayBeList, readList } from "#lib/core/bundle/list.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import type { Verification } from "#lib/core/verify/verification.ts";

/** Bytes of a file that is looked into. */
const FILE_BYTES_MAX: number = Math.max(LIST_BYTES_MAX, RECEIPT_PDF_BYTES_MAX);

/** @param file read only where it may have parts @returns undefined for a file that is too large to have any */
export async function partsOf(
  file: { size: number; read: () => Promise<Uint8Array> },
  { receipt, verification }: { receipt: OpenedReceipt; verification: Verification },
): Promise<Uint8Array[] | undefined> {
  if (file.size > FILE_BYTES_MAX) return undefined;
  const bytes = await file.read();
  if (verification.steps.some(({ reason }) => reason === "bundle_file_alone")) {
    const list = mayBeList(bytes) ? readList(fromUtf8(bytes) ?? "") : undefined;
    return list ? [list.root, list.sha3Root()] : [];
  }
  const { certificateParts } = await import("./certificate/file-parts.ts");
  return await certificateParts(bytes, receipt);
}
