/** Proofs about a ledger: that an entry is in it, and that it has only grown. Each reads a handful of tiles at once. */

import { consistencyProof, inclusionProof, tilesForConsistency, tilesForInclusion } from "#lib/core/tiles.ts";
import { formatTlogProof } from "#lib/core/tlog-proof.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Database, findEntry } from "../data.ts";
import type { Block, Entry } from "../types.ts";
import { tileReader } from "./tiles.ts";

/**
 * The inclusion path of entry `index` in the tree of `size` entries, the leaf's sibling first.
 * @throws {RangeError} when index is not below size. {Error} when the tree is smaller than size.
 */
export async function readInclusionProof(options: {
  ledger: string;
  index: bigint;
  size: bigint;
  on?: Database;
}): Promise<Uint8Array[]> {
  const { ledger, index, size, on = pool() } = options;
  const tile = await tileReader({ ledger, tiles: tilesForInclusion(index, size), on });
  return inclusionProof({ index, size, tile });
}

/**
 * That the tree of `size2` entries begins with the tree of `size1` entries; empty when size1 is 0 or equals size2.
 * @throws {RangeError} when size1 exceeds size2. {Error} when the tree is smaller than size2.
 */
export async function readConsistencyProof(options: {
  ledger: string;
  size1: bigint;
  size2: bigint;
  on?: Database;
}): Promise<Uint8Array[]> {
  const { ledger, size1, size2, on = pool() } = options;
  const tile = await tileReader({ ledger, tiles: tilesForConsistency(size1, size2), on });
  return consistencyProof({ size1, size2, tile });
}

export interface AnchoredEntry {
  entry: Entry;
  block: Block;
  /** Inclusion path in the tree of the entry's own block. */
  path: Uint8Array[];
}

/** An entry, its block, and the path from it to that block's root: the same whenever it is asked for. */
export async function findAnchoredEntry(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<AnchoredEntry | undefined> {
  const found = await findEntry(options);
  if (!found) return undefined;
  const path = await readInclusionProof({ ...options, size: found.block.treeSize });
  return { ...found, path };
}

/** The C2SP tlog-proof of an entry against the checkpoint of its own block; undefined when there is no such entry. */
export async function buildTlogProof(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<string | undefined> {
  const found = await findAnchoredEntry(options);
  if (!found) return undefined;
  const { entry, block, path } = found;
  return formatTlogProof({ index: entry.index, hashes: path, checkpoint: block.checkpoint });
}
