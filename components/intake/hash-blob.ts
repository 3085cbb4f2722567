/** SHA-256 of a file of any size, and where they are asked for SHA3-256 and SM3, a chunk at a time: memory stays flat. */
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { sm3 } from "#lib/core/sm/sm3.ts";
import type { MoreDigests } from "./hash-message.ts";

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * @param onProgress called after each chunk with the bytes hashed so far.
 * @returns 32 bytes each.
 * @throws {DOMException} when the file cannot be read, or changed on disk since it was chosen.
 */
export async function hashBlob(
  blob: Blob,
  { more, onProgress }: { more: MoreDigests; onProgress: (hashed: number) => void },
): Promise<{ digest: Uint8Array; sha3?: Uint8Array; sm3?: Uint8Array }> {
  const hash = sha256.create();
  const others = { ...(more.sha3 && { sha3: sha3_256.create() }), ...(more.sm3 && { sm3: sm3.create() }) };
  const read = (from: number) => blob.slice(from, from + CHUNK_BYTES).arrayBuffer();
  let next = read(0);
  for (let from = 0; from < blob.size; from += CHUNK_BYTES) {
    const chunk = new Uint8Array(await next);
    // The disk works on the next chunk while the processor works on this one.
    next = read(from + CHUNK_BYTES);
    next.catch(() => {}); // awaited in the next round, or past the end
    hash.update(chunk);
    others.sha3?.update(chunk);
    others.sm3?.update(chunk);
    onProgress(from + chunk.length);
  }
  return {
    digest: hash.digest(),
    ...(others.sha3 && { sha3: others.sha3.digest() }),
    ...(others.sm3 && { sm3: others.sm3.digest() }),
  };
}
