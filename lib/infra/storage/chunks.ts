/** Content in chunks, each checked before a byte of it is handed out. */
import type { Readable } from "node:stream";
import { CHUNK_BYTES, type Part } from "./port.ts";

export const DIGEST_BYTES = 32;

/** A chunk is not what was kept: other bytes, or fewer. */
export class DamagedChunk extends Error {
  constructor(index: number) {
    super(`Chunk ${index} is not what was kept.`);
    this.name = "DamagedChunk";
  }
}

/** How many chunks content of so many bytes has. */
export function countChunks(size: number): number {
  return Math.ceil(size / CHUNK_BYTES);
}

/** SHA-256, by a thread beside this one. The bytes have to stay what they are until it resolves. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Whole chunks around a part of content of so many bytes. */
export function around({ first, last }: Part, size: number): Part {
  const end = (Math.floor(last / CHUNK_BYTES) + 1) * CHUNK_BYTES;
  return { first: first - (first % CHUNK_BYTES), last: Math.min(end, size) - 1 };
}

/**
 * The bytes of `part`, chunk by chunk, each when it is known to be what was kept.
 *
 * @param stream of the chunks around the part; destroyed in the end, however that comes
 * @param options digests: of all chunks, 32 bytes each
 * @throws {DamagedChunk} before a byte of that chunk; what reading throws
 */
export async function* verified(
  stream: Readable,
  { digests, part }: { digests: Uint8Array; part: Part },
): AsyncGenerator<Uint8Array> {
  const end = Math.floor(part.last / CHUNK_BYTES) + 1;
  let index = Math.floor(part.first / CHUNK_BYTES);
  for await (const chunk of inChunks(stream)) {
    const digest = digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES);
    if (!Buffer.from(await digestOf(chunk)).equals(digest)) throw new DamagedChunk(index);
    const start = index * CHUNK_BYTES;
    yield chunk.subarray(Math.max(0, part.first - start), Math.min(chunk.length, part.last + 1 - start));
    index += 1;
  }
  if (index !== end) throw new DamagedChunk(index);
}

/** What a stream gives, in whole chunks; the last may be shorter. */
export async function* inChunks(
  stream: Readable,
  chunkBytes: number = CHUNK_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let gathered: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  for await (const read of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
    for (let at = 0; at < read.length; ) {
      const bytes = read.subarray(at, at + chunkBytes - size);
      at += bytes.length;
      gathered.push(bytes);
      size += bytes.length;
      if (size < chunkBytes) continue;
      yield joined(gathered);
      gathered = [];
      size = 0;
    }
  }
  if (size > 0) yield joined(gathered);
}

/** Nothing is copied where the storage gives whole chunks. */
function joined(parts: Buffer<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  return first && parts.length === 1 ? first : Buffer.concat(parts);
}
