/** What a worker has to know before it asks a node: in which state it is, what was last seen of it, what there is to ask for. */
import type { Database } from "#lib/infra/db/pool.ts";
import type { Node } from "../types.ts";
import { findNode } from "./nodes.ts";

/** Of other witnesses' cosignatures, those of this many last blocks are looked at. */
const RECENT_BLOCKS = 256;

/** A block as far as it is cosigned or compared. */
export interface SignedBlock {
  height: bigint;
  treeSize: bigint;
  root: Uint8Array;
  time: Date;
  /** The signed note. */
  checkpoint: string;
}

export interface RoundFacts {
  node: Node;
  /** The newest block; undefined while there is none. */
  newest: SignedBlock | undefined;
  /** The database's clock, which all workers share. */
  now: Date;
}

const BLOCK = 'height, tree_size AS "treeSize", root, time, checkpoint';

/** Undefined when there is no such node. */
export async function readRoundFacts(nodeId: string, on: Database): Promise<RoundFacts | undefined> {
  const node = await findNode(nodeId, on);
  if (!node) return undefined;
  const newest = await findNewestBlock(node.ledger, on);
  const { rows } = await on.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return { node, newest, now: rows[0]?.now ?? new Date() };
}

export async function findNewestBlock(ledger: string, on: Database): Promise<SignedBlock | undefined> {
  const { rows } = await on.query<SignedBlock>(
    `SELECT ${BLOCK} FROM ledger_block WHERE ledger = $1 ORDER BY height DESC LIMIT 1`,
    [ledger],
  );
  return rows[0];
}

/** The block after which the tree had this size. */
export async function findBlockOfSize(
  options: { ledger: string; size: bigint },
  on: Database,
): Promise<SignedBlock | undefined> {
  const { rows } = await on.query<SignedBlock>(
    `SELECT ${BLOCK} FROM ledger_block WHERE ledger = $1 AND tree_size = $2`,
    [options.ledger, options.size],
  );
  return rows[0];
}

/** The oldest block that a tree of this size does not contain. */
export async function findFirstBeyond(
  options: { ledger: string; size: bigint },
  on: Database,
): Promise<SignedBlock | undefined> {
  const { rows } = await on.query<SignedBlock>(
    `SELECT ${BLOCK} FROM ledger_block WHERE ledger = $1 AND tree_size > $2 ORDER BY tree_size LIMIT 1`,
    [options.ledger, options.size],
  );
  return rows[0];
}

/** Whether a witness signed a block with one key, before it had its second one, so that it does not count for it yet. */
export async function isHalfCosigned(
  { ledger, height, witness }: { ledger: string; height: bigint; witness: string },
  on: Database,
): Promise<boolean> {
  const { rows } = await on.query(
    `SELECT FROM block_cosignature c WHERE c.ledger = $1 AND c.height = $2 AND c.witness = $3
       AND NOT EXISTS (SELECT FROM block_witnessed w WHERE w.ledger = c.ledger AND w.height = c.height)
     HAVING count(*) = 1 AND min(strpos(c.line, E'\\n')) = 0`,
    [ledger, height, witness],
  );
  return rows.length > 0;
}

/**
 * A block that other witnesses have cosigned, that still lacks the quorum, and that this one can still cosign.
 *
 * Witnesses that are slower than blocks come would otherwise each cosign other blocks, and none of these would ever have
 * a quorum.
 */
export async function findBlockToJoin(
  options: { ledger: string; keyName: string; size: bigint; newest: bigint },
  on: Database,
): Promise<SignedBlock | undefined> {
  const { ledger, keyName, size, newest } = options;
  const { rows } = await on.query<SignedBlock>(
    `SELECT ${BLOCK} FROM ledger_block b
     WHERE b.ledger = $1 AND b.height > $2 AND b.tree_size > $3
       AND EXISTS (SELECT FROM block_cosignature c
         WHERE c.ledger = b.ledger AND c.height = b.height AND c.witness <> $4)
       AND NOT EXISTS (SELECT FROM block_witnessed w WHERE w.ledger = b.ledger AND w.height >= b.height)
     ORDER BY b.height DESC LIMIT 1`,
    [ledger, newest - BigInt(RECENT_BLOCKS), size, keyName],
  );
  return rows[0];
}
