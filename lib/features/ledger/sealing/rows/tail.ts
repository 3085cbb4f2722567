/** The end of a ledger, checked before anything is built on it: never sign what is inconsistent with what was signed. */
import { blockHash, blockLine, findBlockLine, type LedgerFormat, parseBlockHeader } from "#lib/core/log/block.ts";
import { type Checkpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "#lib/core/log/merkle.ts";
import { noteClaim, parseNote } from "#lib/core/log/note.ts";
import { rootBefore } from "#lib/core/log/root-before.ts";
import {
  edgeRoot,
  edgeTiles,
  inclusionProof,
  type ReadTile,
  readEdge,
  type Tile,
  type TreeEdge,
  tilesForInclusion,
} from "#lib/core/log/tiles.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { readConsistencyProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { tileReader } from "#lib/features/ledger/sealing/rows/tiles.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { readLastSigned, rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { verifyAhead } from "#lib/verify/signatures.ts";
import { signsAt } from "./keys.ts";
import { nativeNodeHash } from "./native-hashes.ts";
import { type LedgerSigners, openLedgerSigners } from "./signer.ts";

/** A clock that is further behind the last block than clocks of machines may differ is worth a line in the log. */
const CLOCK_BEHIND_MS = 5 * 60 * 1000;

export interface Tail extends LedgerSigners {
  format: LedgerFormat;
  /** The checkpoint in force. */
  checkpoint: Checkpoint;
  /** The same as the signed note. */
  note: string;
  /** The right edge of the tree: the incomplete tile of each level. */
  edge: TreeEdge;
  size: bigint;
  /** Hash of the last block's header; undefined when there is none. */
  previous: Uint8Array | undefined;
  /** Height of the block to come. */
  height: bigint;
  /** Time of the block to come: `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  time: string;
}

interface TailRow {
  format: LedgerFormat;
  checkpoint: string;
  height: bigint | null;
  treeSize: bigint | null;
  header: Uint8Array | null;
  hash: Uint8Array | null;
  lastTime: Date | null;
  /** What the database's clock says. */
  now: Date;
}

/** This database does not contain what this installation signed: continuing it would sign a second history. */
export class RolledBackError extends Error {
  /** Sizes of the tree that was signed and of the one that is there. */
  readonly signed: bigint;
  readonly size: bigint;

  constructor({ ledger, signed, size }: { ledger: string; signed: bigint; size: bigint }) {
    super(
      `${stop(ledger)}: a checkpoint over ${signed} entries was signed before, and this database, with ${size}, does not ` +
        "contain it. Restore the newest copy of the database: continuing this one would fork the ledger.",
    );
    this.name = "RolledBackError";
    this.signed = signed;
    this.size = size;
  }
}

/**
 * Reads the end of the ledger inside a transaction, and holds it against what this installation remembers having signed.
 *
 * The edge hashes to the root of the last checkpoint, which all keys of its time signed, and the tree under it begins with
 * the tree that was signed last: one grown from it contains everything that was ever signed. A memory that a crash left
 * one block behind is caught up first, so that it never falls behind further.
 *
 * @throws {RolledBackError} when the database ends before what was signed, or contains something else.
 * @throws {Error} when its end does not verify, or when nothing is remembered of a ledger that has blocks.
 */
export async function readVerifiedTail(connection: Connection, ledger: string): Promise<Tail> {
  const tail = await readTail(connection, ledger);
  const { origin, trustedKeys, size } = tail;
  const signed = readLastSigned({ origin, keys: trustedKeys, opened: tail });
  if (signed) await checkContains(connection, { ledger, tail, signed });
  else if (size > 0n) throw new Error(`${stop(ledger)}: ${forgotten(ledger)}`);
  if (!signed || signed.size < size) rememberSigned(tail.note);
  return tail;
}

/**
 * The end of the ledger, consistent in itself.
 * @throws {Error} when it is not.
 */
export async function readTail(connection: Connection, ledger: string): Promise<Tail> {
  const signers = await openLedgerSigners(ledger, connection);
  const row = await readLastBlock(connection, ledger);
  const { format } = row;
  const size = row.treeSize ?? 0n;
  const tile = await readRightTiles(connection, { ledger, size, format });
  const edge = readEdge(size, tile);
  const checkpoint = await openByAll(row.checkpoint, { signers, size });
  if (!checkpoint) {
    throw new Error(`${stop(ledger)}: the checkpoint over ${size} entries is not one that its keys signed.`);
  }
  if (!equalBytes(edgeRoot(edge, nativeNodeHash), checkpoint.root)) {
    throw new Error(`${stop(ledger)}: its entries and nodes do not hash to the root that was signed.`);
  }
  checkBound(row, { ledger, checkpoint, tile });
  checkStated(row, ledger);
  const previous = row.hash ?? undefined;
  const height = (row.height ?? -1n) + 1n;
  const time = nextTime(row, ledger).toISOString();
  return { ...signers, format, checkpoint, note: row.checkpoint, edge, size, previous, height, time };
}

/** The checkpoint, when it is over this size and every key of that size signed it. */
async function openByAll(
  text: string,
  { signers, size }: { signers: LedgerSigners; size: bigint },
): Promise<Checkpoint | undefined> {
  const note = parseNote(text);
  if (!note) return undefined;
  const keys = signers.verifierKeys.filter((_, at) => {
    const key = signers.keys[at];
    return key !== undefined && signsAt(key, size);
  });
  await verifyAhead(keys.flatMap((key) => noteClaim(note, key) ?? []));
  let checkpoint: Checkpoint | undefined;
  for (const key of keys) {
    const opened = openCheckpoint(note, key);
    if ("failed" in opened || opened.checkpoint.size !== size) return undefined;
    checkpoint = opened.checkpoint;
  }
  return checkpoint;
}

/**
 * The last checkpoint binds the header of the last block: in format 1 a line of it is that header's hash; in format 2 the header is the
 * last leaf of the tree, and the path to it leads over the root that the header states.
 */
function checkBound(
  { format, height, header }: TailRow,
  { ledger, checkpoint, tile }: { ledger: string; checkpoint: Checkpoint; tile: ReadTile },
): void {
  const { size, root, extensions } = checkpoint;
  const named = header && format === 1 ? [blockLine(blockHash(header))] : [];
  if (extensions.length !== named.length || extensions[0] !== named[0]) {
    throw new Error(`${stop(ledger)}: the header of block ${height} is not the one that its checkpoint names.`);
  }
  if (!header || format === 1) return;
  const place = { index: size - 1n, size };
  const proof = inclusionProof({ ...place, tile, join: nativeNodeHash });
  const before = rootBefore({ ...place, proof });
  const stated = parseBlockHeader(header)?.root;
  const isLast = verifyInclusion({ ...place, leaf: leafHash(header), proof, root });
  if (isLast && before && stated && equalBytes(before, stated)) return;
  throw new Error(`${stop(ledger)}: the header of block ${height} is not the last leaf of its tree.`);
}

/**
 * That header states the columns on which the next block will build: its height, its hash and its time are signed no less than its root.
 */
function checkStated(row: TailRow, ledger: string): void {
  if (!row.header || row.treeSize === null) return;
  const header = parseBlockHeader(row.header);
  const isStated =
    row.hash !== null &&
    equalBytes(blockHash(row.header), row.hash) &&
    header?.format === row.format &&
    header.height === row.height &&
    header.treeSize === row.treeSize - BigInt(row.format - 1) &&
    header.time === new Date(row.lastTime ?? Number.NaN).toJSON();
  if (!isStated) throw new Error(`${stop(ledger)}: the header of block ${row.height} does not state its columns.`);
}

function stop(ledger: string): string {
  return `Ledger ${ledger} cannot be continued (run "sealbook audit")`;
}

function forgotten(ledger: string): string {
  return (
    "the folder last-signed in DATA_DIR does not say what was signed last, so that an old copy of the database would not be " +
    `noticed. Restore it, or name the newest checkpoint that anybody has: sealbook ledger remember FILE --ledger ${ledger}`
  );
}

/**
 * The time of the next block comes from the database's clock, the one that all workers share, and never lies before
 * the last block's: a clock that is set back makes blocks of equal time, not an order that contradicts the heights.
 */
function nextTime({ now, lastTime }: TailRow, ledger: string): Date {
  if (!lastTime || lastTime <= now) return now;
  const behindMs = lastTime.getTime() - now.getTime();
  if (behindMs > CLOCK_BEHIND_MS) {
    logEvent("warning", "ledger.clock_behind", { ledger, lastBlock: lastTime.toISOString(), clock: now.toISOString() });
  }
  return lastTime;
}

async function readLastBlock(connection: Connection, ledger: string): Promise<TailRow> {
  const { rows } = await connection.query<TailRow>(
    `SELECT l.format, coalesce(b.checkpoint, l.empty_checkpoint) AS checkpoint, b.height, b.tree_size AS "treeSize", b.header,
       b.hash, b.time AS "lastTime", date_trunc('milliseconds', clock_timestamp()) AS now
     FROM ledger l
     LEFT JOIN LATERAL (SELECT * FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true
     WHERE l.name = $1`,
    [ledger],
  );
  if (!rows[0]) throw new Error(`There is no ledger ${ledger}.`);
  return rows[0];
}

/** The right edge of the tree, and in format 2 what the path of its last leaf needs: another tile only where that one is full. */
async function readRightTiles(
  connection: Connection,
  { ledger, size, format }: { ledger: string; size: bigint; format: LedgerFormat },
): Promise<ReadTile> {
  const edge = edgeTiles(size);
  const ofLast = format === 1 || size === 0n ? [] : tilesForInclusion(size - 1n, size);
  const isNew = (tile: Tile) => !edge.some(({ level, index }) => level === tile.level && index === tile.index);
  return await tileReader({ ledger, tiles: [...edge, ...ofLast.filter(isNew)], on: connection });
}

/**
 * Guards against a database that was set back or exchanged. What was signed is a beginning of what is there when a proof
 * of consistency (RFC 9162 section 2.1.4.2) leads from the one root to the other; no stored row has to be believed for it.
 *
 * @throws {RolledBackError}
 */
export async function checkContains(
  connection: Connection,
  { ledger, tail, signed }: { ledger: string; tail: Tail; signed: Checkpoint },
): Promise<void> {
  const { size, checkpoint } = tail;
  const error = new RolledBackError({ ledger, signed: signed.size, size });
  if (signed.size > size) throw error;
  if (signed.size === 0n) return;
  const proof = await readConsistencyProof({ ledger, size1: signed.size, size2: size, on: connection });
  const [root1, root2] = [signed.root, checkpoint.root];
  if (!verifyConsistency({ size1: signed.size, size2: size, root1, root2, proof })) throw error;
  if (tail.format === 2) return; // headers are leaves: the proof has spoken of them
  // The proof speaks of entries; where the blocks between them end, and when they were made, the named header says.
  const { rows } = await connection.query<{ hash: Uint8Array }>(
    "SELECT hash FROM ledger_block WHERE ledger = $1 AND tree_size = $2",
    [ledger, signed.size],
  );
  if (!rows[0] || blockLine(rows[0].hash) !== findBlockLine(signed)) throw error;
}
