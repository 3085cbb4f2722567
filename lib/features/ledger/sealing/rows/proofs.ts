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
/** How often the two indexes of `choose` are tried in turn. Tokens are asked for witnessed blocks, so few turns suffice. */
const TURNS_MAX = 64;

/**
 * The height of the block that a receipt shows for an entry of block $2: the first from there on that is witnessed and has
 * a timestamp; else the first witnessed; else the first with a timestamp; else the entry's own.
 *
 * To find the first of both kinds, each index is asked in turn for its next height from where the other one stands: a
 * handful of look-ups, however many blocks there are.
 */
const SHOWN_HEIGHT = `
  WITH RECURSIVE turns AS (
    SELECT 1 AS turn, w.height AS witnessed, t.height AS stamped
    FROM (SELECT (SELECT height FROM block_witnessed WHERE ledger = $1 AND height >= $2 ORDER BY height LIMIT 1)) w (height)
    CROSS JOIN LATERAL (SELECT (SELECT height FROM block_timestamp WHERE ledger = $1 AND height >= w.height
      ORDER BY height LIMIT 1)) t (height)
    UNION ALL
    SELECT turn + 1, w.height, t.height FROM turns
    CROSS JOIN LATERAL (SELECT (SELECT height FROM block_witnessed WHERE ledger = $1 AND height >= turns.stamped
      ORDER BY height LIMIT 1)) w (height)
    CROSS JOIN LATERAL (SELECT (SELECT height FROM block_timestamp WHERE ledger = $1 AND height >= w.height
      ORDER BY height LIMIT 1)) t (height)
    WHERE turns.witnessed < turns.stamped AND turn < ${TURNS_MAX}
  )
  SELECT coalesce(
    (SELECT witnessed FROM turns WHERE witnessed = stamped),
    (SELECT witnessed FROM turns WHERE turn = 1),
    (SELECT height FROM block_timestamp WHERE ledger = $1 AND height >= $2 ORDER BY height LIMIT 1),
    $2) AS height`;

/** An entry under the checkpoint that its receipt shows: the same for the same rows. Undefined when there is no such entry. */
export async function findShownEntry(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<ShownEntry | undefined> {
  const { ledger, index, on = pool() } = options;
  const found = await findEntry(options);
  if (!found) return undefined;
  const { rows } = await on.query<{ height: bigint; treeSize: bigint; checkpoint: string; lines: string[] }>(
    `SELECT b.height, b.tree_size AS "treeSize", b.checkpoint, ARRAY(
       SELECT line FROM block_cosignature WHERE ledger = $1 AND height = b.height
       ORDER BY signed_at, witness LIMIT ${COSIGNATURES_MAX}) AS lines
     FROM (${SHOWN_HEIGHT}) shown JOIN ledger_block b ON b.ledger = $1 AND b.height = shown.height`,
    [ledger, found.entry.blockHeight],
  );
  const [block] = rows;
  if (!block) throw new Error(`Block ${found.entry.blockHeight} of ${ledger} is not there.`);
  const path = await readInclusionProof({ ledger, index, size: block.treeSize, on });
  const checkpoint = block.checkpoint + block.lines.map((line) => `${line}\n`).join("");
  return { entry: found.entry, height: block.height, checkpoint, path };
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
