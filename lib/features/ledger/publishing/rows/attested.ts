/** Since when others vouch for a block: they sign checkpoints, and each commits to every block before it. */

import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";

export interface BlockPlace {
  ledger: string;
  height: bigint;
}

export interface Attested {
  /** When the first block from this one on had the cosignatures that the policy asks for, by our clock. */
  witnessedAt?: Date;
  /** The time that the first token over this block or a later one states. */
  timestampedAt?: Date;
}

/** What is known of each place, in their order: two looks into an index for each block that is asked about. */
export async function readAttested(places: readonly BlockPlace[], on: Database = pool()): Promise<Attested[]> {
  if (places.length === 0) return [];
  const keyOf = ({ ledger, height }: BlockPlace) => `${ledger} ${height}`;
  const asked = [...new Map(places.map((place) => [keyOf(place), place])).values()];
  const { rows } = await on.query<BlockPlace & { witnessed: Date | null; stamped: Date | null }>(
    `SELECT p.ledger, p.height,
       (SELECT at FROM block_witnessed WHERE ledger = p.ledger AND height >= p.height ORDER BY height LIMIT 1) AS witnessed,
       (SELECT time FROM block_timestamp WHERE ledger = p.ledger AND height >= p.height
        ORDER BY height, time LIMIT 1) AS stamped
     FROM unnest($1::text[], $2::bigint[]) AS p (ledger, height)`,
    [asked.map(({ ledger }) => ledger), asked.map(({ height }) => height)],
  );
  const found = new Map(
    rows.map(({ witnessed, stamped, ...place }): [string, Attested] => [
      keyOf(place),
      { ...(witnessed ? { witnessedAt: witnessed } : {}), ...(stamped ? { timestampedAt: stamped } : {}) },
    ]),
  );
  return places.map((place) => found.get(keyOf(place)) ?? {});
}

/** Up to where a ledger is vouched for: everything in this block and before it is. */
export interface Horizon extends BlockPlace {
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
