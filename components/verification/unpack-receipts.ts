/** The receipts in a ZIP, as the service hands out many at once. Loaded when somebody gives one. */
import { BlobReader, configure, type FileEntry, ZipReader } from "@zip.js/zip.js";
import { looksLikeReceipt } from "./classify.ts";
import { FILES_MAX } from "./course.ts";

// A worker of its own would need the page's policy to allow it: receipts are small.
configure({ useWebWorkers: false });

/** Of one receipt, unpacked: larger parts are passed over. */
const RECEIPT_BYTES_MAX = 4 * 1024 * 1024;
const ENDINGS = /\.(?:json|pdf)$/i;

/** Undefined for what is no archive, or has no receipts: then it is a file like any other. */
export async function unpackReceipts(archive: File): Promise<File[] | undefined> {
  const reader = new ZipReader(new BlobReader(archive));
  const receipts: File[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || entry.encrypted || !ENDINGS.test(entry.filename)) continue;
      if (receipts.length > FILES_MAX) break;
      const bytes = await readEntry(entry);
      if (bytes && looksLikeReceipt(bytes)) receipts.push(new File([bytes], entry.filename));
    }
  } catch {
    return undefined;
  } finally {
    await reader.close().catch(() => {});
  }
  return receipts.length > 0 ? receipts : undefined;
}

/** What an archive says of a part's size anybody can have written: reading ends where it is larger. */
async function readEntry(entry: FileEntry): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const taken = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (chunk) => {
      length += chunk.length;
      if (length > RECEIPT_BYTES_MAX) throw new RangeError("no receipt is that large");
      chunks.push(chunk);
    },
  });
  try {
    await entry.getData(taken);
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } catch {
    return undefined;
  }
}
