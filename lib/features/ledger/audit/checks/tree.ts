/**
 * The tree, grown again from its leaves by code that shares nothing with lib/core.
 *
 * Two ways at once: a stack of perfect subtrees (RFC 6962 section 2.1, one hash a leaf) gives the root after every
 * block, and merkletreejs computes every full tile of 256 hashes and the last root a second time.
 */
import { hash } from "node:crypto";
import { MerkleTree } from "merkletreejs";

const TILE_WIDTH = 256;
const HEIGHT_OF_TILE = 8;
const HASH_BYTES = 32;
const EMPTY_ROOT = hash("sha256", "", "buffer");

/** A complete 256-ary subtree, as `ledger_node` stores it. */
export interface GrownNode {
  level: number;
  index: number;
  hash: Buffer;
}

export class AuditTree {
  /** Leaves so far. Exact: far below 2^53. */
  size = 0;
  /** Roots of the perfect binary subtrees that the leaves so far consist of, the largest first. */
  readonly #stack: Buffer[] = [];
  /** Hashes of the tile of each level that is not full yet. */
  readonly #tiles: Buffer[][] = [];

  /** Adds a leaf hash. @returns the complete subtrees that it closes, lowest level first. */
  push(leaf: Buffer): readonly GrownNode[] {
    const closed: GrownNode[] = [];
    let node = leaf;
    let height = 0;
    this.#fill(0, leaf);
    // As many subtrees merge as the size so far has trailing one bits.
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) {
      node = hashNode(this.#stack.pop() as Buffer, node);
      height += 1;
      if (height % HEIGHT_OF_TILE !== 0) continue;
      const level = height / HEIGHT_OF_TILE;
      this.#closeTile(level - 1, node);
      this.#fill(level, node);
      closed.push({ level, index: (left - 1) / 2, hash: node });
    }
    this.#stack.push(node);
    this.size += 1;
    return closed;
  }

  root(): Buffer {
    if (this.#stack.length === 0) return EMPTY_ROOT;
    return this.#stack.reduceRight((right, left) => hashNode(left, right));
  }

  /** The root from the partial tiles, by merkletreejs: what is right of a tile hangs on its right. */
  rootByTiles(): Buffer {
    let below: Buffer | undefined;
    for (const tile of this.#tiles) {
      const hashes = below === undefined ? tile : [...tile, below];
      if (tile.length > 0) below = merkleRoot(hashes);
    }
    return below ?? EMPTY_ROOT;
  }

  #fill(level: number, value: Buffer): void {
    const tile = this.#tiles[level];
    if (tile) tile.push(value);
    else this.#tiles[level] = [value];
  }

  #closeTile(level: number, node: Buffer): void {
    const tile = this.#tiles[level] ?? [];
    // Not a finding about the database: one of two implementations of RFC 6962 is wrong.
    if (tile.length !== TILE_WIDTH || !merkleRoot(tile).equals(node)) {
      throw new Error(`merkletreejs and the audit disagree on a tile of level ${level}.`);
    }
    this.#tiles[level] = [];
  }
}

/** merkletreejs with RFC 6962's inner hash; its defaults have no domain separation. */
function merkleRoot(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] as Buffer;
  return new MerkleTree(hashes, hashPair, { hashLeaves: false }).getRoot();
}

function hashPair(pair: Buffer): Buffer {
  return hashNode(pair.subarray(0, HASH_BYTES), pair.subarray(HASH_BYTES));
}

const node = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

function hashNode(left: Buffer, right: Buffer): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return hash("sha256", node, "buffer");
}
