/** How things stand, read when the worker's metrics are asked for. Bounded: its cost does not grow with the ledgers. */

import { listNodes } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { readQueue } from "#lib/features/ledger/sealing/rows/queue.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** What waits is counted up to here. */
const WAITING_COUNT_MAX = 200_000;
/** An authority whose newest timestamp lies further back than so many others has none worth a figure. */
const TIMESTAMPS_READ_MAX = 10_000;

export interface LedgerStanding {
  ledger: string;
  treeSize: number;
  /** Of the newest block that has its quorum; 0 when none has. */
  witnessedSize: number;
  waiting: number;
  oldestSeconds: number;
}

/** Each ledger with how far it has come. */
export async function listLedgerStandings(): Promise<LedgerStanding[]> {
  const { rows } = await pool().query<{ ledger: string; treeSize: bigint; witnessedSize: bigint }>(
    `SELECT l.name AS ledger,
       coalesce((SELECT tree_size FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1), 0) AS "treeSize",
       coalesce((SELECT b.tree_size FROM block_witnessed w JOIN ledger_block b USING (ledger, height)
         WHERE w.ledger = l.name ORDER BY w.height DESC LIMIT 1), 0) AS "witnessedSize"
     FROM ledger l ORDER BY l.name`,
  );
  return await Promise.all(
    rows.map(async ({ ledger, treeSize, witnessedSize }) => {
      const queue = await readQueue({ ledger, countMax: WAITING_COUNT_MAX });
      return { ledger, treeSize: Number(treeSize), witnessedSize: Number(witnessedSize), ...queue };
    }),
  );
}

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

/** Witnesses and mirrors that are asked for their work. */
export async function listNodeStandings() {
  const nodes = await listNodes({ states: ["active"] });
  return nodes.map(({ ledger, kind, name: node, report }) => ({
    labels: { ledger, kind, node },
    size: report?.size === undefined ? undefined : Number(report.size),
    failures: report?.failures ?? 0,
    latencySeconds: report?.latencyMs === undefined ? undefined : report.latencyMs / 1_000,
  }));
}

export async function countOpenAlertsByKind(): Promise<{ kind: string; count: number }[]> {
  const { rows } = await pool().query<{ kind: string; count: number }>(
    "SELECT kind, count(*)::integer AS count FROM alert WHERE resolved_at IS NULL GROUP BY kind",
  );
  return rows;
}
