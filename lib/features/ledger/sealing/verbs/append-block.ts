/**
 * One batch of waiting evidence becomes a block: the only way in which a ledger grows.
 *
 * Everything happens in one transaction, so that the commit at its end is the single point that counts.
 */

import { type EntryRow, entryText } from "#lib/core/claim/entry.ts";
import { type ClosedBlock, closeBlock } from "#lib/core/log/close-block.ts";
import { DIGEST_BYTES, equalBytes, sha256 } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { signCheckpoint } from "#lib/infra/keys/ledger-signer.ts";
import { nativeLeafHash, nativeNodeHash } from "../rows/native-hashes.ts";
import { readVerifiedTail, type Tail } from "../rows/tail.ts";
import { BLOCK_CHANNEL, type BlockNotice } from "../types.ts";
import { lockLedger } from "./lock-ledger.ts";

/** Entries in one INSERT. The database takes one batch in while the next is being hashed. */
const ENTRIES_PER_INSERT = 4_000;
/** Of a record that cannot be made: it has no bytes. */
const HASH_OF_NOTHING = sha256(new Uint8Array());
/** Signed statements in one block, each of up to 64 KiB. */
const STATEMENTS_PER_BLOCK_MAX = 256;

/** The steps in their order; a crash may come after any of them. */
export const APPEND_STEPS = [
  "locked",
  "read",
  "closed",
  "entries",
  "signed",
  "nodes",
  "block",
  "notified",
  "committed",
] as const;
export type AppendStep = (typeof APPEND_STEPS)[number];

export interface AppendedBlock {
  height: bigint;
  /** Records in it. */
  leafCount: number;
  treeSize: bigint;
  /** As many records, or statements, as a block takes: more may wait. */
  isFull: boolean;
}

interface Waiting extends EntryRow {
  evidenceId: string;
}

/** A signed statement, which is its own entry. */
interface WaitingStatement {
  statementId: string;
  entry: Uint8Array;
}

interface Leaf {
  /** null: the block's header, or a signed statement. */
  evidenceId: string | null;
  /** A record's is text, all ASCII. */
  entry: Uint8Array | string;
  leafHash: Uint8Array;
}

type OnStep = (step: AppendStep) => void | Promise<void>;

/**
 * Appends one block of what waits, up to BLOCK_LEAVES_MAX records, and signed statements behind them. In a ledger of format 2 its header follows them as one leaf more.
 *
 * @returns undefined when nothing waits.
 * @throws {RolledBackError} and {Error} as `readVerifiedTail`: nothing is signed then. Whatever the database throws.
 */
export async function appendBlock(options: {
  ledger: string;
  /** Called after each step; the append waits for it. */
  onStep?: OnStep;
  on?: Pool;
}): Promise<AppendedBlock | undefined> {
  const { ledger, onStep = () => {}, on = pool() } = options;
  const appended = await transaction(on, async (connection) => {
    await lockLedger(connection, ledger);
    await onStep("locked");

    const evidence = await readWaiting(connection, ledger);
    const statements = await readWaitingStatements(connection, ledger);
    const waiting = [...evidence, ...statements];
    if (waiting.length === 0) return undefined;
    const tail = await readVerifiedTail(connection, ledger);
    await onStep("read");

    await connection.query("SELECT ledger_entry_make_room()"); // the next partition, long before it is needed
    const block = await insertEntries(connection, { ledger, tail, waiting, onStep });
    await insertStatements(connection, { ledger, first: tail.size + BigInt(evidence.length), statements });
    await onStep("entries");
    const checkpoint = signCheckpoint(tail.signers, block.checkpoint, new Date(tail.time));
    await onStep("signed");

    await insertNodes(connection, { ledger, nodes: block.nodes });
    await onStep("nodes");
    await insertBlock(connection, { ledger, block, checkpoint });
    await onStep("block");
    await notify(connection, { ledger, height: tail.height.toString() });
    await onStep("notified");
    const { height, leafCount } = block.header;
    const isFull = evidence.length >= env.BLOCK_LEAVES_MAX || statements.length >= STATEMENTS_PER_BLOCK_MAX;
    return { checkpoint, made: { height, leafCount, treeSize: block.treeSize, isFull } };

    // COMMIT follows. After a crash before it nothing has happened: PostgreSQL drops the transaction and its lock, the
    // evidence still waits, and the checkpoint just signed was never shown to anyone, so another may take its place.
    // After it the block is final and durable, and the notice goes out with it. Should the connection break while we
    // wait for the answer we do not know which of the two it was, and need not: the next append reads what is there.
  });
  if (!appended) return undefined;
  await onStep("committed");
  // Lost in a crash before this line: the memory is then one block behind, and caught up before anything is signed again.
  rememberSigned(appended.checkpoint);
  return appended.made;
}

/**
 * What is committed and not anchored yet, in the order of its sequence. A transaction that took a low sequence and
 * commits late is found by the next append: nothing is ever skipped.
 *
 * The subquery with OFFSET 0 is fetched row by row through the primary key, whatever the statistics say: the cost of
 * a block must not grow with the ledger. Records are hashed where they lie; an audit hashes them again elsewhere. The view is asked for a record
 * once only: its text is made, and hashed, as often as a statement names it.
 */
async function readWaiting(connection: Connection, ledger: string): Promise<Waiting[]> {
  const { rows } = await connection.query<Waiting>(
    `SELECT p.evidence_id AS "evidenceId", e.type, e.kind, e.issuer, e.subject, e.after, e.hash AS "recordHash"
     FROM ledger_pending p
     CROSS JOIN LATERAL (SELECT type, kind, issuer, subject, after, sha256(record) AS hash FROM evidence_whole WHERE id = p.evidence_id OFFSET 0) e
     WHERE p.ledger = $1 ORDER BY p.sequence LIMIT $2`,
    [ledger, env.BLOCK_LEAVES_MAX],
  );
  const unmade = rows.find(({ recordHash }) => equalBytes(recordHash, HASH_OF_NOTHING));
  if (unmade) throw new Error(`Evidence ${unmade.evidenceId} has no private row, of which its record is made.`);
  return rows;
}

async function readWaitingStatements(connection: Connection, ledger: string): Promise<WaitingStatement[]> {
  const { rows } = await connection.query<WaitingStatement>(
    `SELECT p.statement_id AS "statementId", s.entry FROM statement_pending p JOIN statement s ON s.id = p.statement_id
     WHERE p.ledger = $1 ORDER BY p.sequence LIMIT ${STATEMENTS_PER_BLOCK_MAX}`,
    [ledger],
  );
  return rows;
}

function toLeaf(waiting: Waiting | WaitingStatement): Leaf {
  if ("statementId" in waiting) {
    return { evidenceId: null, entry: waiting.entry, leafHash: nativeLeafHash(waiting.entry) };
  }
  const entry = entryText(waiting);
  return { evidenceId: waiting.evidenceId, entry, leafHash: nativeLeafHash(entry) };
}

/**
 * Hashes and inserts what waits, as entries from the end of the tree on. The block is closed as soon as all of it is hashed, so that its
 * header, where it is a leaf, comes with the last records and costs no round trip of its own.
 */
async function insertEntries(
  connection: Connection,
  {
    ledger,
    tail,
    waiting,
    onStep,
  }: { ledger: string; tail: Tail; waiting: (Waiting | WaitingStatement)[]; onStep: OnStep },
): Promise<ClosedBlock> {
  const { height, size } = tail;
  const hashes: Uint8Array[] = [];
  let inserted: Promise<void> = Promise.resolve();
  for (let from = 0; ; from += ENTRIES_PER_INSERT) {
    const leaves = waiting.slice(from, from + ENTRIES_PER_INSERT).map(toLeaf);
    for (const leaf of leaves) hashes.push(leaf.leafHash);
    const block = hashes.length === waiting.length ? closeBlock(tail, hashes, nativeNodeHash) : undefined;
    if (block?.leaf) leaves.push({ evidenceId: null, entry: block.bytes, leafHash: block.leaf });
    if (block) await onStep("closed");
    await inserted;
    inserted = insertLeaves(connection, { ledger, height, first: size + BigInt(from), leaves });
    inserted.catch(() => {}); // awaited below or in the next round; hashing must not leave it unhandled
    if (!block) continue;
    await inserted;
    return block;
  }
}

/** Entries and hashes go as two strings of bytes: as thousands of parameters each they would be turned into text and back. */
async function insertLeaves(
  connection: Connection,
  { ledger, height, first, leaves }: { ledger: string; height: bigint; first: bigint; leaves: Leaf[] },
): Promise<void> {
  const entries = leaves.map(({ entry }) => (typeof entry === "string" ? Buffer.from(entry, "latin1") : entry));
  await connection.query(
    `INSERT INTO ledger_entry (ledger, index, evidence_id, entry, leaf_hash, block_height)
     SELECT $1, $2::bigint + leaf.place - 1, leaf.evidence_id, substr($5::bytea, leaf.ends - leaf.length + 1, leaf.length),
       substr($6::bytea, ${DIGEST_BYTES} * (leaf.place::integer - 1) + 1, ${DIGEST_BYTES}), $3
     FROM (
       SELECT *, sum(length) OVER (ORDER BY place)::integer AS ends
       FROM unnest($4::uuid[], $7::integer[]) WITH ORDINALITY AS given (evidence_id, length, place)) AS leaf`,
    [
      ledger,
      first,
      height,
      leaves.map((leaf) => leaf.evidenceId),
      Buffer.concat(entries),
      Buffer.concat(leaves.map((leaf) => leaf.leafHash)),
      entries.map(({ length }) => length),
    ],
  );
}

/** Which entries are statements, from index `first` on. */
async function insertStatements(
  connection: Connection,
  { ledger, first, statements }: { ledger: string; first: bigint; statements: WaitingStatement[] },
): Promise<void> {
  if (statements.length === 0) return;
  await connection.query(
    `INSERT INTO statement_entry (ledger, index, statement_id)
     SELECT $1, $2::bigint + s.place - 1, s.id FROM unnest($3::uuid[]) WITH ORDINALITY AS s (id, place)`,
    [ledger, first, statements.map(({ statementId }) => statementId)],
  );
}

async function insertNodes(
  connection: Connection,
  { ledger, nodes }: { ledger: string; nodes: readonly { level: number; index: bigint; hash: Uint8Array }[] },
): Promise<void> {
  if (nodes.length === 0) return;
  await connection.query(
    `INSERT INTO ledger_node (ledger, level, index, hash)
     SELECT $1, node.* FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) AS node`,
    [ledger, nodes.map((node) => node.level), nodes.map((node) => node.index), nodes.map((node) => node.hash)],
  );
}

async function insertBlock(
  connection: Connection,
  { ledger, block, checkpoint }: { ledger: string; block: ClosedBlock; checkpoint: string },
): Promise<void> {
  const { treeSize, root, bytes, hash } = block;
  const { height, firstIndex, leafCount, previous, time } = block.header;
  await connection.query(
    `INSERT INTO ledger_block
       (ledger, height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [ledger, height, firstIndex, leafCount, treeSize, root, previous, time, bytes, hash, checkpoint],
  );
}

/** Delivered with the commit, and only then. */
async function notify(connection: Connection, notice: BlockNotice): Promise<void> {
  await connection.query("SELECT pg_notify($1, $2)", [BLOCK_CHANNEL, JSON.stringify(notice)]);
}
