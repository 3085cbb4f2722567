/** What was seen of a node: one row each, the last time it was asked. */
import type { Pool } from "#lib/infra/db/pool.ts";
import type { NodeTrouble } from "../types.ts";

/** It did what it should. @returns whether it had failed before. */
export async function reportSuccess(
  on: Pool,
  seen: { nodeId: string; size: bigint; latencyMs: number; version: string; sizeMayShrink?: boolean },
): Promise<boolean> {
  const { nodeId, size, latencyMs, version, sizeMayShrink = false } = seen;
  // Two workers may report in either order: what a witness has confirmed does not become less.
  const { rows } = await on.query<{ failed: boolean }>(
    `WITH before AS (SELECT failures FROM node_report WHERE node_id = $1)
     INSERT INTO node_report (node_id, tried_at, reached_at, size, latency_ms, version)
     VALUES ($1, clock_timestamp(), clock_timestamp(), $2, $3, $4)
     ON CONFLICT (node_id) DO UPDATE SET tried_at = excluded.tried_at, reached_at = excluded.reached_at,
       size = CASE WHEN $5 THEN excluded.size ELSE greatest(node_report.size, excluded.size) END,
       latency_ms = excluded.latency_ms, failures = 0, failure = NULL, detail = '', version = excluded.version
     RETURNING coalesce((SELECT failures FROM before), 0) > 0 AS failed`,
    [nodeId, size, latencyMs, version, sizeMayShrink],
  );
  return rows[0]?.failed ?? false;
}

/** It did not. @returns how often in a row. */
export async function reportFailure(
  on: Pool,
  seen: { nodeId: string; failure: NodeTrouble; detail: string; version: string },
): Promise<number> {
  const { nodeId, failure, detail, version } = seen;
  const { rows } = await on.query<{ failures: number }>(
    `INSERT INTO node_report (node_id, tried_at, failures, failure, detail, version)
     VALUES ($1, clock_timestamp(), 1, $2, $3, $4)
     ON CONFLICT (node_id) DO UPDATE SET tried_at = excluded.tried_at, failures = node_report.failures + 1,
       failure = excluded.failure, detail = excluded.detail,
       version = CASE WHEN excluded.version = '' THEN node_report.version ELSE excluded.version END
     RETURNING failures`,
    [nodeId, failure, detail, version],
  );
  return rows[0]?.failures ?? 1;
}
