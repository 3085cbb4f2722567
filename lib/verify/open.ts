/** The door for whatever file a reader brings as a receipt: page, worker, API, command line and offline file open it here. */
import { type OpenedReceipt, openReceiptFile } from "#lib/core/receipt/open-receipt.ts";

/** A receipt as its reader kept it, taken apart; nothing is verified. Never rejects. */
export async function open(bytes: Uint8Array): Promise<OpenedReceipt> {
  return openReceiptFile(bytes);
}
