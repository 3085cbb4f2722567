/**
 * Sealed content: a header, and chunks of AES-256-GCM under a key of its own, by the construction STREAM (Hoang, Reyhanitabar, Rogaway,
 * Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015), with nonces as age (C2SP) makes them:
 * 11 bytes that count, and one that is 1 in the last chunk alone. So no chunk can be changed, moved, left out, doubled or cut off
 * unseen, and each can be read by itself. The header goes into each as associated data.
 *
 *     "sealbook.content/v1\n" ‖ id of the key, 16 bytes ‖ chunks of at most 1 MiB, each with its tag of 16 bytes
 *
 * Content that was kept before it was sealed has no such header, and is read as it lies there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { CHUNK_BYTES } from "../port.ts";

const CIPHER = "aes-256-gcm";
const MAGIC = Buffer.from("sealbook.content/v1\n");
export const KEY_BYTES = 32;
export const KEY_ID_BYTES = 16;
export const HEADER_BYTES: number = MAGIC.length + KEY_ID_BYTES;
const TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES: number = CHUNK_BYTES + TAG_BYTES;
const NONCE_BYTES = 12;
const COUNTER_AT = 7;
const LAST_AT = 11;

/** A key of one content, made anew for every file that is written. */
export interface ContentKey {
  /** 16 random bytes, by which the file names it. */
  id: Buffer;
  /** 32 bytes. */
  bytes: Buffer;
}

export function makeContentKey(): ContentKey {
  return { id: randomBytes(KEY_ID_BYTES), bytes: randomBytes(KEY_BYTES) };
}

export function headerOf({ id }: Pick<ContentKey, "id">): Buffer<ArrayBuffer> {
  return Buffer.concat([MAGIC, id]);
}

/** The id of the key of sealed content; undefined of bytes that begin in another way. */
export function readHeader(bytes: Buffer): Buffer | undefined {
  const isSealed = bytes.length >= HEADER_BYTES && bytes.subarray(0, MAGIC.length).equals(MAGIC);
  return isSealed ? bytes.subarray(MAGIC.length, HEADER_BYTES) : undefined;
}

/** Where a chunk stands. */
export interface Place {
  index: number;
  isLast: boolean;
}

function nonceOf({ index, isLast }: Place): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, COUNTER_AT);
  nonce[LAST_AT] = isLast ? 1 : 0;
  return nonce;
}

/** @param parts of the chunk, one after the other @returns its pieces in their order */
export function sealChunk(parts: readonly Uint8Array[], key: ContentKey, place: Place): Buffer[] {
  const cipher = createCipheriv(CIPHER, key.bytes, nonceOf(place), { authTagLength: TAG_BYTES });
  cipher.setAAD(headerOf(key));
  return [...parts.map((part) => cipher.update(part)), cipher.final(), cipher.getAuthTag()];
}

/** @throws {Error} when it is not what was sealed at this place. */
export function openChunk(sealed: Uint8Array, key: ContentKey, place: Place): Buffer<ArrayBuffer> {
  const decipher = createDecipheriv(CIPHER, key.bytes, nonceOf(place), { authTagLength: TAG_BYTES });
  decipher.setAAD(headerOf(key));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
  decipher.final();
  return plain;
}

/** How many chunks sealed content of so many bytes has, and how many bytes they hold; undefined where it can be none. */
export function sizesOf(sealedBytes: number): { chunks: number; size: number } | undefined {
  const body = sealedBytes - HEADER_BYTES;
  const chunks = Math.ceil(body / SEALED_CHUNK_BYTES);
  const size = body - chunks * TAG_BYTES;
  // Nothing is one empty chunk; otherwise the last one holds something.
  const isWhole = chunks >= 1 && size > (chunks - 1) * CHUNK_BYTES;
  return isWhole || (chunks === 1 && size === 0) ? { chunks, size } : undefined;
}
