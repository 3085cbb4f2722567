/** Up to which block others vouch for a ledger: they sign checkpoints, and each commits to every block before it. */

import { pool } from "#lib/infra/db/pool.ts";

/** Up to where a ledger is vouched for: everything in this block and before it is. */
export interface Horizon {
  ledger: string;
  height: bigint;
  /** Of the block. What is anchored in it was received before. */
  time: Date;
}

const NEWEST = {
  witnessed: "SELECT height FROM block_witnessed WHERE ledger = l.name ORDER BY height DESC LIMIT 1",
  timestamped: "SELECT height FROM block_timestamp WHERE ledger = l.name ORDER BY height DESC LIMIT 1",
};

/** Of each ledger in which anything is witnessed, or timestamped. */
export async function readHorizons(kind: keyof typeof NEWEST): Promise<Horizon[]> {
  const { rows } = await pool().query<Horizon>(
    `SELECT l.name AS ledger, n.height, b.time FROM ledger l CROSS JOIN LATERAL (${NEWEST[kind]}) n
     JOIN ledger_block b ON b.ledger = l.name AND b.height = n.height`,
  );
  return rows;
}
