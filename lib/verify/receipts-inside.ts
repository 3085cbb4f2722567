/** Receipts in a document that puts many together for reading: its pages prove nothing, each of these does. */
import { isPdf, RECEIPT_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { readEmbeddedFiles } from "#lib/pdf/read/attachments.ts";
import { ATTACHED_RECEIPT } from "./kinds/pdfs.ts";

/** Of one document; it is made of five hundred records. */
const RECEIPTS_MAX = 2_000;

/** `bytes` is undefined where an attachment is there and cannot be read, or is larger than any receipt. */
export type ReceiptInside = { name: string; bytes: Uint8Array | undefined };

/** In the order of the document, what cannot be read last; none for what is no such document. Rejects never. */
export async function receiptsInside(pdf: Uint8Array): Promise<ReceiptInside[]> {
  if (!isPdf(pdf)) return [];
  try {
    const wanted = (name: string) => ATTACHED_RECEIPT.test(name);
    const { files, unread } = await readEmbeddedFiles(pdf, { wanted, filesMax: RECEIPTS_MAX });
    const read = files.map(({ name, bytes }) => ({
      name,
      bytes: bytes.length > RECEIPT_BYTES_MAX ? undefined : bytes,
    }));
    return [...read, ...unread.map((name) => ({ name, bytes: undefined }))];
  } catch {
    return [];
  }
}
