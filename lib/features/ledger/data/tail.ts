/** The end of a ledger, checked before anything is built on it: never sign what is inconsistent with what was signed. */
import { blockHash, blockLine, findBlockLine, parseBlockHeader } from "#lib/core/block.ts";
import { equalBytes } from "#lib/core/bytes.ts";
import { openCheckpoint } from "#lib/core/checkpoint.ts";
import { edgeRoot, edgeTiles, readEdge, type TreeEdge } from "#lib/core/tiles.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { readLastSigned } from "#lib/infra/keys/last-signed.ts";
import type { LedgerSigner } from "#lib/infra/keys/ledger-signer.ts";
import { openLedgerSigner } from "./signer.ts";
import { tileReader } from "./tiles.ts";

export interface Tail {
  signer: LedgerSigner;
  /** The right edge of the tree: the incomplete tile of each level. */
  edge: TreeEdge;
  size: bigint;
  /** Hash of the last block's header; undefined when there is none. */
  previous: Uint8Array | undefined;
  /** Height of the block to come. */
  height: bigint;
  /** Time of the block to come. */
  time: Date;
}

interface TailRow {
  checkpoint: string;
  height: bigint | null;
  treeSize: bigint | null;
  header: Uint8Array | null;
  hash: Uint8Array | null;
  lastTime: Date | null;
  /** Of the block to come. */
  time: Date;
}

/**
 * Reads the end of the ledger inside the appender's transaction.
 *
 * The edge hashes to the root of the last checkpoint, which this ledger's key signed: a tree grown from it contains
 * everything that checkpoint committed to.
 *
 * @throws {Error} when it does not, or when the database ends before what this installation has signed.
 */
export async function readVerifiedTail(connection: Connection, ledger: string): Promise<Tail> {
  const signer = await openLedgerSigner(ledger, connection);
  const row = await readLastBlock(connection, ledger);
  const size = row.treeSize ?? 0n;
  const edge = await readRightEdge(connection, ledger, size);

  const opened = openCheckpoint(row.checkpoint, signer.key);
  if ("failed" in opened || opened.checkpoint.size !== size) {
    throw new Error(`${stop(ledger)}: the checkpoint over ${size} entries is not one that its key signed.`);
  }
  if (!equalBytes(edgeRoot(edge), opened.checkpoint.root)) {
    throw new Error(`${stop(ledger)}: its entries and nodes do not hash to the root that was signed.`);
  }
  checkNamedBlock(row, { ledger, extensions: opened.checkpoint.extensions });
  await refuseOlderTree(connection, { ledger, signer, size });
  return { signer, edge, size, previous: row.hash ?? undefined, height: (row.height ?? -1n) + 1n, time: row.time };
}

/**
 * The last checkpoint names the header of the last block, and that header states the columns on which the next block
 * will build: its height, its hash and its time are signed no less than its root.
 */
function checkNamedBlock(row: TailRow, { ledger, extensions }: { ledger: string; extensions: string[] }): void {
  const hash = row.header && blockHash(row.header);
  const named = hash ? [blockLine(hash)] : [];
  if (extensions.length !== named.length || extensions[0] !== named[0]) {
    throw new Error(`${stop(ledger)}: the header of block ${row.height} is not the one that its checkpoint names.`);
  }
  if (!row.header || !hash) return;
  const header = parseBlockHeader(row.header);
  const isStated =
    row.hash !== null &&
    equalBytes(hash, row.hash) &&
    header?.height === row.height &&
    header?.treeSize === row.treeSize &&
    header?.time === new Date(row.lastTime ?? Number.NaN).toJSON();
  if (!isStated) throw new Error(`${stop(ledger)}: the header of block ${row.height} does not state its columns.`);
}

function stop(ledger: string): string {
  return `Ledger ${ledger} cannot be continued (run "sealbook audit")`;
}

/**
 * The time of the next block comes from the database's clock, the one that all workers share, and never lies before
 * the last block's: a clock that is set back makes blocks of equal time, not an order that contradicts the heights.
 */
async function readLastBlock(connection: Connection, ledger: string): Promise<TailRow> {
  const { rows } = await connection.query<TailRow>(
    `SELECT coalesce(b.checkpoint, l.empty_checkpoint) AS checkpoint, b.height, b.tree_size AS "treeSize", b.header,
       b.hash, b.time AS "lastTime", greatest(date_trunc('milliseconds', clock_timestamp()), b.time) AS time
     FROM ledger l
     LEFT JOIN LATERAL (SELECT * FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     WHERE l.name = $1`,
    [ledger],
  );
  if (!rows[0]) throw new Error(`There is no ledger ${ledger}.`);
  return rows[0];
}

async function readRightEdge(connection: Connection, ledger: string, size: bigint): Promise<TreeEdge> {
  return readEdge(size, await tileReader({ ledger, tiles: edgeTiles(size), on: connection }));
}

/** Guards against a database that was set back: continuing it would sign a second history over the same indexes. */
async function refuseOlderTree(
  connection: Connection,
  { ledger, signer, size }: { ledger: string; signer: LedgerSigner; size: bigint },
): Promise<void> {
  const signed = readLastSigned(signer.key);
  if (!signed || signed.size === 0n) return;
  const { rows } = await connection.query<{ root: Uint8Array; hash: Uint8Array }>(
    "SELECT root, hash FROM ledger_block WHERE ledger = $1 AND tree_size = $2",
    [ledger, signed.size],
  );
  const [block] = rows;
  if (block && equalBytes(block.root, signed.root) && blockLine(block.hash) === findBlockLine(signed)) return;
  throw new Error(
    `${stop(ledger)}: a checkpoint over ${signed.size} entries was signed before, and this database, with ${size}, does not ` +
      "contain it. Restore the newest copy of the database: continuing this one would fork the ledger.",
  );
}
