/** Which checkpoints are to be timestamped, and what was attested about one. In SQL: each part is one look at the end of an index. */
import { parseNote } from "#lib/core/log/note.ts";
import { type Connection, type Pool, pool } from "#lib/infra/db/pool.ts";
import type { DueBlock, StoredTimestamp } from "./types.ts";

/**
 * Of each ledger but that of tests the newest block that is witnessed, or, where nothing newer than the last token is witnessed, the
 * newest block at all: if it has no token yet, and the last token is older than the interval.
 *
 * An authority's clock may be ahead of ours; beyond the interval it no longer holds up the next token.
 */
export async function listDueBlocks(intervalMs: number): Promise<DueBlock[]> {
  const { rows } = await pool().query<{ ledger: string; height: bigint; checkpoint: string }>(
    `SELECT l.name AS ledger, b.height, b.checkpoint
     FROM ledger l
     LEFT JOIN LATERAL (SELECT height, time FROM block_timestamp WHERE ledger = l.name ORDER BY height DESC LIMIT 1) t
       ON true
     LEFT JOIN LATERAL (SELECT height FROM block_witnessed WHERE ledger = l.name ORDER BY height DESC LIMIT 1) w ON true
     CROSS JOIN LATERAL (SELECT height FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) n
     JOIN ledger_block b ON b.ledger = l.name
       AND b.height = CASE WHEN w.height > coalesce(t.height, -1) THEN w.height ELSE n.height END
     WHERE NOT l.is_test AND b.height > coalesce(t.height, -1)
       AND (t.time IS NULL
         OR abs(extract(epoch FROM now() - t.time)) * 1000 >= $1)
     ORDER BY l.name`,
    [intervalMs],
  );
  return rows.map(({ checkpoint, ...block }) => ({ ...block, text: parseNote(checkpoint)?.text ?? "" }));
}

/** The tokens over one checkpoint, in the order in which they were made. */
export async function listTimestamps(options: {
  ledger: string;
  height: bigint;
  limit: number;
  on?: Pool | Connection;
}): Promise<StoredTimestamp[]> {
  const { ledger, height, limit, on = pool() } = options;
  const { rows } = await on.query<StoredTimestamp>(
    `SELECT authority, token, time FROM block_timestamp WHERE ledger = $1 AND height = $2
     ORDER BY time, authority LIMIT $3`,
    [ledger, height, limit],
  );
  return rows;
}

/** An authority whose newest timestamp lies further back than so many others has none worth a figure. */
const TIMESTAMPS_READ_MAX = 10_000;

/** How old each authority's newest timestamp in each ledger is, by the time that it states. */
export async function listTimestampAges(): Promise<{ ledger: string; authority: string; seconds: number }[]> {
  const { rows } = await pool().query<{ ledger: string; authority: string; seconds: number }>(
    `SELECT l.name AS ledger, t.authority, extract(epoch FROM now() - max(t.time))::float AS seconds
     FROM ledger l CROSS JOIN LATERAL (
       SELECT authority, time FROM block_timestamp WHERE ledger = l.name ORDER BY height DESC LIMIT $1) t
     GROUP BY l.name, t.authority`,
    [TIMESTAMPS_READ_MAX],
  );
  return rows;
}
