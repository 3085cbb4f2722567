/**
 * The tree, grown again from its leaves by code that shares nothing with lib/core.
 *
 * Two ways at once: a stack of perfect subtrees (RFC 6962 section 2.1, one hash a leaf) gives the root after every
 * block, and merkletreejs computes full tiles of 256 hashes and the last root a second time: every tile but those of leaves that
 * were hashed in bulk, of which it is one in many.
 */
import { hash } from "node:crypto";
import { MerkleTree } from "merkletreejs";
import { HASH_BYTES, hashNode, TILE_WIDTH } from "./tile.ts";

const HEIGHT_OF_TILE = 8;
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
  push(leaf: Buffer): GrownNode[] {
    this.#fill(0, leaf);
    return this.#add(leaf, 0);
  }

  /**
   * Adds 256 leaves at once, by the root that `hashTile` gave.
   * @throws {RangeError} unless so far all tiles of leaves are full
   */
  pushTile(root: Buffer): GrownNode[] {
    if (this.size % TILE_WIDTH !== 0) throw new RangeError("a tile begins at a multiple of 256");
    this.#fill(1, root);
    const closed = { level: 1, index: this.size / TILE_WIDTH, hash: root };
    return [closed, ...this.#add(root, HEIGHT_OF_TILE)];
  }

  /** Adds a perfect subtree of 2^height leaves. */
  #add(root: Buffer, height: number): GrownNode[] {
    const closed: GrownNode[] = [];
    let node = root;
    let merged = height;
    // As many subtrees merge as the number of those of this height so far has trailing one bits.
    for (let left = this.size / 2 ** height; left % 2 === 1; left = (left - 1) / 2) {
      node = hashNode(this.#stack.pop() as Buffer, node);
      merged += 1;
      if (merged % HEIGHT_OF_TILE !== 0) continue;
      const level = merged / HEIGHT_OF_TILE;
      this.#closeTile(level - 1, node);
      this.#fill(level, node);
      closed.push({ level, index: (left - 1) / 2, hash: node });
    }
    this.#stack.push(node);
    this.size += 2 ** height;
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
    if (tile.length !== TILE_WIDTH || !merkleRoot(tile).equals(node)) throw disagreement(level);
    this.#tiles[level] = [];
  }
}

/** What `hashTile` said, again by merkletreejs: which pairs are hashed does not depend on what they are. */
export function checkTile(root: Buffer, hashes: Buffer): void {
  const tile = Array.from({ length: TILE_WIDTH }, (_, at) => hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
  if (!merkleRoot(tile).equals(root)) throw disagreement(0);
}

/** Not a finding about the database: one of two implementations of RFC 6962 is wrong. */
function disagreement(level: number): Error {
  return new Error(`merkletreejs and the audit disagree on a tile of level ${level}.`);
}

/** merkletreejs with RFC 6962's inner hash; its defaults have no domain separation. */
function merkleRoot(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] as Buffer;
  return new MerkleTree(hashes, hashPair, { hashLeaves: false }).getRoot();
}

function hashPair(pair: Buffer): Buffer {
  return hashNode(pair.subarray(0, HASH_BYTES), pair.subarray(HASH_BYTES));
}
