/** Figures of a ledger over time and of its health. Their cost does not grow with the ledger. */

import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** What waits is counted up to here: more says the same, and costs more. */
export const WAITING_COUNT_MAX = 10_000;
/** Moments in one question. */
const MOMENTS_MAX = 200;

/** The ledger as it was at a moment. */
export interface LedgerAt {
  /** Blocks with a time before it, and the entries of records in them. */
  blocks: bigint;
  entries: bigint;
}

/**
 * How many blocks and entries there were before each moment, in the order given.
 *
 * The times of blocks never fall with their heights (the append sees to that), so each moment is found by halving the
 * heights: some twenty look-ups by primary key at a million blocks, none of them a scan.
 */
export async function readLedgerAt(options: {
  ledger: string;
  moments: readonly Date[];
  on?: Database;
}): Promise<LedgerAt[]> {
  const { ledger, moments, on = pool() } = options;
  if (moments.length > MOMENTS_MAX) throw new RangeError(`More than ${MOMENTS_MAX} moments.`);
  const { rows } = await on.query<LedgerAt>(
    `WITH RECURSIVE search (place, moment, low, high) AS (
       SELECT m.place, m.moment, 0::bigint,
         coalesce((SELECT max(height) + 1 FROM ledger_block WHERE ledger = $1), 0)
       FROM unnest($2::timestamptz[]) WITH ORDINALITY AS m (moment, place)
       UNION ALL
       SELECT place, moment,
         CASE WHEN b.time < moment THEN b.height + 1 ELSE low END,
         CASE WHEN b.time < moment THEN high ELSE b.height END
       FROM search
       CROSS JOIN LATERAL (
         SELECT height, time FROM ledger_block WHERE ledger = $1 AND height = (low + high) / 2 OFFSET 0
       ) AS b
       WHERE low < high
     )
     SELECT low AS blocks,
       coalesce((SELECT tree_size FROM ledger_block WHERE ledger = $1 AND height = low - 1), 0)
         - low * (SELECT format - 1 FROM ledger WHERE name = $1) AS entries
     FROM search WHERE low = high ORDER BY place`,
    [ledger, moments],
  );
  return rows;
}

export interface Waiting {
  /** At most WAITING_COUNT_MAX. */
  count: number;
  /** When the one that has waited longest was received. */
  since: Date | undefined;
}

/** What waits for the next block. */
export async function readWaiting(ledger: string, on: Database = pool()): Promise<Waiting> {
  const { rows } = await on.query<{ count: number; since: Date | null }>(
    `SELECT (SELECT count(*)::integer FROM (SELECT FROM ledger_pending WHERE ledger = $1 LIMIT $2) AS listed) AS count,
       (SELECT e.received_at FROM ledger_pending p JOIN evidence e ON e.id = p.evidence_id
        WHERE p.ledger = $1 ORDER BY p.sequence LIMIT 1) AS since`,
    [ledger, WAITING_COUNT_MAX],
  );
  return { count: rows[0]?.count ?? 0, since: rows[0]?.since ?? undefined };
}

/** Height of the block after which the tree had this size; undefined when no block ends there. */
export async function findHeightBySize(options: {
  ledger: string;
  size: bigint;
  on?: Database;
}): Promise<bigint | undefined> {
  const { ledger, size, on = pool() } = options;
  const { rows } = await on.query<{ height: bigint }>(
    "SELECT height FROM ledger_block WHERE ledger = $1 AND tree_size = $2",
    [ledger, size],
  );
  return rows[0]?.height;
}
