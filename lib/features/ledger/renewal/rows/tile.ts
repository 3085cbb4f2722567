/** The root of a full tile of a renewed tree, as quick as the hashing allows. */
import { hash } from "node:crypto";

export const DIGEST_BYTES = 32;
export const TILE_WIDTH = 256;
const TILE_BYTES = TILE_WIDTH * DIGEST_BYTES;
const PAIR_BYTES = 2 * DIGEST_BYTES;
/** The hashes of a tile, and after them 128, 64 … and 1 that are each of a pair. */
const levels = Buffer.alloc(2 * TILE_BYTES - DIGEST_BYTES);
const node = Buffer.alloc(1 + PAIR_BYTES, 0x01);

/** The root of 256 hashes that lie one after the other: SHA3-256(0x01 ‖ left ‖ right). */
export function hashTile(hashes: Uint8Array, from: number): Buffer {
  levels.set(hashes.subarray(from, from + TILE_BYTES));
  for (let pair = 0, parent = TILE_BYTES; parent < levels.length; pair += PAIR_BYTES, parent += DIGEST_BYTES) {
    levels.copy(node, 1, pair, pair + PAIR_BYTES);
    levels.write(hash("sha3-256", node, "binary"), parent, DIGEST_BYTES, "latin1");
  }
  return Buffer.from(levels.subarray(-DIGEST_BYTES));
}
