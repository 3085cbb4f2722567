/** Proofs about a ledger: that an entry is in it, and that it has only grown. Each reads a handful of tiles at once. */

import { consistencyProof, inclusionProof, tilesForConsistency, tilesForInclusion } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { findEntry } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Block, Entry } from "#lib/features/ledger/sealing/types.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
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

/** An entry as its receipt shows it: under the block of choice, with what others signed about that. */
export interface ShownEntry {
  entry: Entry;
  /** The entry's own block, or a later one. */
  height: bigint;
  /** The block's checkpoint: the operator's signatures, then the cosignatures. */
  checkpoint: string;
  /** Inclusion path in the tree of that block. */
  path: Uint8Array[];
}

/** Cosignatures in one note: together with the operator's own lines as many as a note may have. */
const COSIGNATURES_MAX = 48;
/** A block as the receipts of its entries, and of entries before it, show it. */
export interface ShownBlock {
  height: bigint;
  treeSize: bigint;
  /** The operator's signatures, then the cosignatures. */
  checkpoint: string;
}

/** @throws {Error} when there is no such block. */
export async function findShownBlock(options: { ledger: string; height: bigint; on?: Database }): Promise<ShownBlock> {
  const { ledger, height, on = pool() } = options;
  const { rows } = await on.query<{ treeSize: bigint; checkpoint: string; lines: string[] }>(
    `SELECT b.tree_size AS "treeSize", b.checkpoint, ARRAY(
       SELECT line FROM block_cosignature WHERE ledger = $1 AND height = $2
       ORDER BY signed_at, witness LIMIT ${COSIGNATURES_MAX}) AS lines
     FROM ledger_block b WHERE b.ledger = $1 AND b.height = $2`,
    [ledger, height],
  );
  const [block] = rows;
  if (!block) throw new Error(`Block ${height} of ${ledger} is not there.`);
  const { treeSize, checkpoint, lines } = block;
  return { height, treeSize, checkpoint: checkpoint + lines.map((line) => `${line}\n`).join("") };
}

/** An entry under the checkpoint that its receipt shows: the same for the same rows. Undefined when there is no such entry. */
export async function findShownEntry(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<ShownEntry | undefined> {
  const { ledger, index, on = pool() } = options;
  const found = await findEntry(options);
  if (!found) return undefined;
  const { rows } = await on.query<{ height: bigint }>("SELECT shown_height($1, $2) AS height", [
    ledger,
    found.entry.blockHeight,
  ]);
  const { treeSize: size, ...shown } = await findShownBlock({
    ledger,
    height: rows[0]?.height ?? found.entry.blockHeight,
    on,
  });
  const path = await readInclusionProof({ ledger, index, size, on });
  return { entry: found.entry, path, ...shown };
}

/** The C2SP tlog-proof that an entry's receipt holds; undefined when there is no such entry. */
export async function buildTlogProof(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<string | undefined> {
  const shown = await findShownEntry(options);
  return shown && tlogProofOf(shown);
}

/** C2SP tlog-proof text. */
export function tlogProofOf({ entry, path, checkpoint }: ShownEntry): string {
  return formatTlogProof({ index: entry.index, hashes: path, checkpoint });
}
