/** Many files as one ZIP, made while it is taken: what is in memory is the file that is being written, and the list of names. */
import { once } from "node:events";
import type { PassThrough, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { ZipFile } from "yazl";
import type { Answer } from "./answer.ts";
import { attachmentHeader } from "./download.ts";
import { Places } from "./places.ts";

/** Each goes on for as long as somebody takes what it gives. */
const ZIPS_PER_CALLER_MAX = 2;
const ZIPS_MAX = 32;
/** Who has kept us waiting for so long, and for as long again as a slow line takes for what they were given, gives the place to others. */
const PATIENCE_MS = 60_000;
const BYTES_PER_SECOND_MIN = 16 * 1_024;
const EVERYBODY = "";
const writing = new Places();

export interface ZippedFile {
  /** Distinct, and fit for every system. */
  name: string;
  bytes: Uint8Array;
  /** Never the time of the download: the same files make the same bytes. */
  modifiedAt: Date;
}

/**
 * @param options caller: whose at most ZIPS_PER_CALLER_MAX are under way; files: a file is asked for when the one before it was taken; one
 *   that cannot be had breaks the download off, so that it does not look whole
 * @throws {SealbookError} `too_many_at_once`
 */
export function zipAnswer(options: { caller: string; filename: string; files: AsyncGenerator<ZippedFile> }): Answer {
  const { caller, filename, files } = options;
  const leave = writing.take([
    [caller, ZIPS_PER_CALLER_MAX],
    [EVERYBODY, ZIPS_MAX],
  ]);
  const payload = zipped(files).once("close", leave);
  return {
    status: 200,
    headers: { "content-type": "application/zip", "content-disposition": attachmentHeader(filename) },
    payload,
  };
}

/** The ZIP's bytes. Whoever destroys it ends `files`; an error of `files` destroys it. */
export function zipped(files: AsyncGenerator<ZippedFile>, { patienceMs = PATIENCE_MS } = {}): Readable {
  const zip = new ZipFile();
  // To the library's types it is any stream; it is a PassThrough.
  const output = zip.outputStream as PassThrough;
  zip.on("error", (error) => output.destroy(error));
  fill(zip, { files, output, patienceMs }).catch((error: Error) => output.destroy(error));
  return output;
}

async function fill(
  zip: ZipFile,
  { files, output, patienceMs }: { files: AsyncGenerator<ZippedFile>; output: PassThrough; patienceMs: number },
): Promise<void> {
  const reader = readerOf(output, patienceMs);
  // The library goes through its entries from the first one for each that it writes, and with each keeps the content: 66,000 of them take
  // minutes and all the memory. So it gets the written ones back, without what wrote them, when it lists them at the end.
  const { entries } = zip as unknown as { entries: { doFileDataPump?: () => void }[] };
  const written: typeof entries = [];
  for await (const { name, bytes, modifiedAt } of files) {
    if (output.destroyed) return;
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Stored: most of it is compressed already. Then it is written at once, its length and checksum before it.
    zip.addBuffer(content, name, { mtime: modifiedAt, compress: false });
    for (const entry of entries.splice(0)) {
      delete entry.doFileDataPump;
      written.push(entry);
    }
    // The library comes back to an entry once more before it lets go of it; and others have their turn.
    await setImmediate();
    await reader.keepsUp(content.length);
  }
  for (const entry of written) entries.push(entry);
  zip.end();
}

/** Whoever takes `output`: waited for as a whole, so that who takes a byte now and then holds the place no longer than who takes none. */
function readerOf(output: PassThrough, patienceMs: number) {
  const gone = new Promise<void>((resolve) => output.once("close", resolve));
  let left = patienceMs;
  return {
    /** @param bytes what they were given since they were last waited for */
    async keepsUp(bytes: number): Promise<void> {
      left += (bytes / BYTES_PER_SECOND_MIN) * 1_000;
      if (!output.writableNeedDrain) return;
      const begun = performance.now();
      const tooSlow = setTimeout(() => output.destroy(new Error("It was taken too slowly.")), left);
      await Promise.race([once(output, "drain"), gone]).finally(() => clearTimeout(tooSlow));
      left -= performance.now() - begun;
    },
  };
}
