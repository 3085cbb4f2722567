/** Hashes of the tree's nodes (RFC 6962 section 2.1), one by one and a tile at once. */
import { hash } from "node:crypto";

export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;
const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
const PAIR_BYTES = 2 * HASH_BYTES;
/** The hashes of a tile, and after them 128, 64 … and 1 that are each of a pair: the first of the first pair, and so on. */
const levels = Buffer.alloc(2 * TILE_BYTES - HASH_BYTES);

/** The root of 256 hashes that lie one after the other, as quick as the hashing allows. */
export function hashTile(hashes: Buffer, from: number): Buffer {
  hashes.copy(levels, 0, from, from + TILE_BYTES);
  for (let pair = 0, parent = TILE_BYTES; parent < levels.length; pair += PAIR_BYTES, parent += HASH_BYTES) {
    levels.copy(node, 1, pair, pair + PAIR_BYTES);
    levels.write(hash("sha256", node, "binary"), parent, HASH_BYTES, "latin1");
  }
  return Buffer.from(levels.subarray(-HASH_BYTES));
}

const node = Buffer.alloc(1 + PAIR_BYTES, 0x01);

export function hashNode(left: Buffer, right: Buffer): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return Buffer.from(hash("sha256", node, "binary"), "latin1"); // asked for a buffer, it takes twice as long
}
