/** Sealed content, opened as it is read: ./format.ts. No byte of a chunk before all of it was found to be what was sealed. */
import { Readable } from "node:stream";
import { DamagedChunk, inChunks } from "../chunks.ts";
import { CHUNK_BYTES, type ContentStorage, type Part, type Stored, type StoredContent } from "../port.ts";
import { type ContentKey, HEADER_BYTES, openChunk, readHeader, SEALED_CHUNK_BYTES, sizesOf } from "./format.ts";

/** sealed: its chunks were compared as they were opened; otherwise it lies there as it came, and says nothing by itself. */
export interface OpenedContent extends StoredContent {
  sealed: boolean;
}

/** No sealed content has so many bytes. */
export class DamagedLength extends Error {
  constructor() {
    super("This content has bytes too many, or too few.");
    this.name = "DamagedLength";
  }
}

/** The key of sealed content is not there any more: it was destroyed, or its database is another one's. */
export class KeyAbsent extends Error {
  constructor() {
    super("The key of this content is not there.");
    this.name = "KeyAbsent";
  }
}

export interface Reading {
  storage: ContentStorage;
  /** @returns 32 bytes; undefined when there is no key of this id */
  keyOf: (id: Buffer) => Promise<Buffer | undefined>;
}

/**
 * What lies there, sealed or not. When it resolves, the first chunk was opened.
 *
 * @param part of the content, both bytes included; absent: all
 * @returns undefined when nothing does; the stream fails with `DamagedChunk` at a chunk that is not what was sealed
 * @throws {DamagedChunk} it is the first one; {DamagedLength}; {KeyAbsent}
 */
export async function openStored(reading: Reading, stored: Stored, part?: Part): Promise<OpenedContent | undefined> {
  const head = await readHead(reading.storage, stored);
  if (!head) return undefined;
  try {
    return await openBehind(reading, { stored, head, part });
  } catch (error) {
    if (!(error instanceof DamagedChunk)) throw error;
    // The same content was placed anew between the two looks, under another key.
    const now = await readHead(reading.storage, stored);
    if (!now?.keyId || head.keyId?.equals(now.keyId)) throw error;
    return await openBehind(reading, { stored, head: now, part });
  }
}

interface Head {
  /** Of all that lies there. */
  size: number;
  /** Undefined: it is not sealed. */
  keyId: Buffer | undefined;
}

async function openBehind(
  { storage, keyOf }: Reading,
  { stored, head, part }: { stored: Stored; head: Head; part: Part | undefined },
): Promise<OpenedContent | undefined> {
  if (head.keyId === undefined) {
    const plain = await storage.read(stored, part);
    return plain && { ...plain, sealed: false };
  }
  const bytes = await keyOf(head.keyId);
  if (!bytes) throw new KeyAbsent();
  const sizes = sizesOf(head.size);
  if (!sizes) throw new DamagedLength();
  const { first, last } = part ?? { first: 0, last: sizes.size - 1 };
  const [from, to] = [Math.floor(first / CHUNK_BYTES), Math.floor(Math.max(last, 0) / CHUNK_BYTES)];
  const start = HEADER_BYTES + from * SEALED_CHUNK_BYTES;
  const end = Math.min(start + (to + 1 - from) * SEALED_CHUNK_BYTES, head.size) - 1;
  const opened = await storage.read(stored, { first: start, last: end });
  if (!opened) return undefined;
  const chunks = openedChunks(opened.stream, { key: { id: head.keyId, bytes }, from, to, chunks: sizes.chunks });
  const beginning = await chunks.next().catch((error: unknown) => {
    opened.stream.destroy();
    throw error;
  });
  const stream = Readable.from(within(beginning, chunks, { first, last, from }), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  });
  return { size: sizes.size, sealed: true, stream: stream.once("close", () => opened.stream.destroy()) };
}

async function readHead(storage: ContentStorage, stored: Stored): Promise<Head | undefined> {
  const opened = await storage.read(stored, { first: 0, last: HEADER_BYTES - 1 });
  if (!opened) return undefined;
  try {
    const pieces: Buffer[] = [];
    for await (const piece of opened.stream) pieces.push(piece as Buffer);
    return { size: opened.size, keyId: readHeader(Buffer.concat(pieces)) };
  } finally {
    opened.stream.destroy();
  }
}

interface Range {
  key: ContentKey;
  /** Its first chunk and its last, and how many there are in all. */
  from: number;
  to: number;
  chunks: number;
}

async function* openedChunks(stream: Readable, { key, from, to, chunks }: Range): AsyncGenerator<Buffer> {
  let index = from;
  for await (const sealed of inChunks(stream, SEALED_CHUNK_BYTES)) {
    yield open(sealed, key, { index, isLast: index === chunks - 1 });
    index += 1;
  }
  if (index !== to + 1) throw new DamagedChunk(index);
}

function open(sealed: Uint8Array, key: ContentKey, place: { index: number; isLast: boolean }): Buffer {
  try {
    return openChunk(sealed, key, place);
  } catch {
    throw new DamagedChunk(place.index);
  }
}

async function* within(
  beginning: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
  { first, last, from }: { first: number; last: number; from: number },
): AsyncGenerator<Buffer> {
  let start = from * CHUNK_BYTES;
  for (let next = beginning; !next.done; next = await rest.next()) {
    const chunk = next.value;
    const bytes = chunk.subarray(Math.max(0, first - start), Math.min(chunk.length, last + 1 - start));
    if (bytes.length > 0) yield bytes;
    start += chunk.length;
  }
}
