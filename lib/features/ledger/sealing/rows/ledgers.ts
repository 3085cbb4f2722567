/** Reading a ledger: what it is, its blocks, its entries. Tiles and proofs are in data/. */
import type { LedgerFormat } from "#lib/core/log/block.ts";
import { recordsIn } from "#lib/core/log/records-in.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import { readAged } from "#lib/infra/db/standby.ts";
import { type Block, type Entry, type Ledger, type LedgerHead, PAGE_ROWS_MAX } from "../types.ts";
import { KEYS_COLUMN, type KeyColumn, keyAt, provenKeys } from "./keys.ts";

const LEDGER_COLUMNS = `l.name, l.origin, l.format, ${KEYS_COLUMN}, l.empty_checkpoint AS "emptyCheckpoint", l.is_test AS "isTest",
  l.created_at AS "createdAt"`;
const SIZE_COLUMN = `(SELECT b.tree_size FROM ledger_block b WHERE b.ledger = l.name ORDER BY b.height DESC LIMIT 1) AS "treeSize"`;
const BLOCK_COLUMNS = `b.height, b.first_index AS "firstIndex", b.leaf_count AS "leafCount", b.tree_size AS "treeSize",
  b.root, b.previous, b.time, b.header, b.hash, b.checkpoint`;
const ENTRY_COLUMNS = `e.index, e.evidence_id AS "evidenceId", e.entry, e.leaf_hash AS "leafHash",
  e.block_height AS "blockHeight"`;

type LedgerRow = Omit<Ledger, "keys" | "verifierKey" | "treeSize"> & { keys: KeyColumn; treeSize: bigint | null };

function toLedger({ keys: column, treeSize: size, ...row }: LedgerRow): Ledger {
  const treeSize = size ?? 0n;
  const keys = provenKeys(row.origin, column);
  // Where none is proven, the audit says so; everything else fails at this key.
  const { verifierKey = "" } = keyAt(keys, treeSize) ?? column[0] ?? {};
  return { ...row, treeSize, keys, verifierKey };
}

/** Every ledger of this installation, by name. */
export async function listLedgers(on: Database = pool()): Promise<Ledger[]> {
  const { rows } = await on.query<LedgerRow>(`SELECT ${LEDGER_COLUMNS}, ${SIZE_COLUMN} FROM ledger l ORDER BY l.name`);
  return rows.map(toLedger);
}

export async function findLedger(name: string, on: Database = pool()): Promise<Ledger | undefined> {
  const { rows } = await on.query<LedgerRow>(
    `SELECT ${LEDGER_COLUMNS}, ${SIZE_COLUMN} FROM ledger l WHERE l.name = $1`,
    [name],
  );
  return rows[0] && toLedger(rows[0]);
}

/** The ledger with its last block, in one snapshot. */
export async function findLedgerHead(name: string, on: Database = pool()): Promise<LedgerHead | undefined> {
  const { rows } = await on.query(
    `SELECT ${LEDGER_COLUMNS}, ${BLOCK_COLUMNS}
     FROM ledger l
     LEFT JOIN LATERAL (SELECT * FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     WHERE l.name = $1`,
    [name],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { name: _, origin, format, keys, emptyCheckpoint, isTest, createdAt, ...block } = row;
  const ledger = toLedger({ name, origin, format, keys, emptyCheckpoint, isTest, createdAt, treeSize: block.treeSize });
  if (block.height === null) return { ledger, block: undefined, treeSize: 0n, checkpoint: emptyCheckpoint };
  return { ledger, block, treeSize: block.treeSize, checkpoint: block.checkpoint };
}

/** The newest blocks first, below `before` when it is given. */
export async function listBlocks(options: {
  ledger: string;
  before?: bigint | undefined;
  limit: number;
  on?: Database;
}): Promise<Block[]> {
  const { ledger, before, limit, on = pool() } = options;
  const { rows } = await on.query<Block>(
    `SELECT ${BLOCK_COLUMNS} FROM ledger_block b
     WHERE b.ledger = $1 AND ($2::bigint IS NULL OR b.height < $2) ORDER BY b.height DESC LIMIT $3`,
    [ledger, before ?? null, Math.min(limit, PAGE_ROWS_MAX)],
  );
  return rows;
}

/** A block, which never changes. @param options on: unless said, a standby that is near enough will do */
export async function findBlock(options: {
  ledger: string;
  height: bigint;
  on?: Database;
}): Promise<Block | undefined> {
  const { ledger, height, on } = options;
  const read = async (database: Database): Promise<Block | undefined> => {
    const { rows } = await database.query<Block>(
      `SELECT ${BLOCK_COLUMNS} FROM ledger_block b WHERE b.ledger = $1 AND b.height = $2`,
      [ledger, height],
    );
    return rows[0];
  };
  return on ? await read(on) : await readAged(read);
}

/** Entries in the order of the tree, from index `from` on. */
export async function listEntries(options: {
  ledger: string;
  from: bigint;
  limit: number;
  on?: Database;
}): Promise<Entry[]> {
  const { ledger, from, limit, on = pool() } = options;
  const { rows } = await on.query<Entry>(
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entry e WHERE e.ledger = $1 AND e.index >= $2 ORDER BY e.index LIMIT $3`,
    [ledger, from, Math.min(limit, PAGE_ROWS_MAX + 1)],
  );
  return rows;
}

/** An entry with the block that anchored it; neither changes. @param options on: as for `findBlock` */
export async function findEntry(options: {
  ledger: string;
  index: bigint;
  on?: Database;
}): Promise<{ entry: Entry; block: Block } | undefined> {
  const { ledger, index, on } = options;
  return on
    ? await readEntry({ ledger, index, on })
    : await readAged((standby) => readEntry({ ledger, index, on: standby }));
}

async function readEntry({ ledger, index, on }: { ledger: string; index: bigint; on: Database }) {
  const { rows } = await on.query(
    `SELECT ${ENTRY_COLUMNS}, ${BLOCK_COLUMNS}
     FROM ledger_entry e JOIN ledger_block b ON b.ledger = e.ledger AND b.height = e.block_height
     WHERE e.ledger = $1 AND e.index = $2`,
    [ledger, index],
  );
  if (!rows[0]) return undefined;
  const { index: at, evidenceId, entry, leafHash, blockHeight, ...block } = rows[0];
  return { entry: { index: at, evidenceId, entry, leafHash, blockHeight }, block };
}

/** Where a piece of evidence stands in its ledger; undefined while it waits. */
export async function findEntryOfEvidence(
  evidenceId: string,
  on: Database = pool(),
): Promise<(Entry & { ledger: string }) | undefined> {
  const { rows } = await on.query<Entry & { ledger: string }>(
    `SELECT e.ledger, ${ENTRY_COLUMNS} FROM ledger_entry e WHERE e.evidence_id = $1`,
    [evidenceId],
  );
  return rows[0];
}

/** How many pieces of evidence and statements wait for the next block. Counts rows: cheap while few wait. */
export async function countPending(ledger: string, on: Database = pool()): Promise<number> {
  const { rows } = await on.query(
    `SELECT ((SELECT count(*) FROM ledger_pending WHERE ledger = $1)
       + (SELECT count(*) FROM statement_pending WHERE ledger = $1))::integer AS waiting`,
    [ledger],
  );
  return rows[0].waiting;
}

/** Entries of records and blocks of all ledgers together, and when the newest block came. */
export async function countAll(
  on: Database = pool(),
): Promise<{ entries: bigint; blocks: bigint; last: Date | undefined }> {
  const { rows } = await on.query<{ format: LedgerFormat; treeSize: bigint; height: bigint; time: Date }>(
    `SELECT l.format, b.tree_size AS "treeSize", b.height, b.time FROM ledger l
     JOIN LATERAL (SELECT * FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     ORDER BY b.time DESC`,
  );
  const sum = (of: (row: (typeof rows)[number]) => bigint) => rows.reduce((total, row) => total + of(row), 0n);
  const records = (row: (typeof rows)[number]) => recordsIn({ ...row, blocks: row.height + 1n });
  return { entries: sum(records), blocks: sum((row) => row.height + 1n), last: rows[0]?.time };
}
