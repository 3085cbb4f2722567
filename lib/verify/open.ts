/** The door for whatever file a reader brings as a receipt: page, worker, API, command line and offline file open it here. */
import { type OpenedReceipt, openReceiptFile, openReceiptInside } from "#lib/core/receipt/open-receipt.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";

/**
 * A receipt as its reader kept it, taken apart; nothing is verified. What reads PDFs of other programs is loaded only for a PDF that
 * has lost its seal. Never rejects: where that part cannot be loaded, there is a PDF without a seal and nothing in it.
 */
export async function open(bytes: Uint8Array): Promise<OpenedReceipt> {
  const opened = openReceiptFile(bytes);
  const { document } = opened;
  if (document === undefined || document.seal !== undefined || document.size > RECEIPT_PDF_BYTES_MAX) return opened;
  try {
    const { readEmbeddedFiles } = await import("#lib/pdf/read/attachments.ts");
    return openReceiptInside(document, (await readEmbeddedFiles(bytes)).files);
  } catch {
    return opened;
  }
}
