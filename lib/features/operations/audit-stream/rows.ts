import { pool } from "#lib/infra/db/pool.ts";

/** Seconds since the oldest row that waits was written; undefined while nothing is sent anywhere. */
export async function readUnsent(): Promise<{ seconds: number } | undefined> {
  const { rows } = await pool().query<{ seconds: number | null }>(
    `SELECT (SELECT extract(epoch FROM now() - e.at)::float8 FROM audit_unsent u JOIN audit_event e ON e.id = u.event_id
             ORDER BY u.event_id LIMIT 1) AS seconds FROM audit_stream`,
  );
  return rows[0] && { seconds: rows[0].seconds ?? 0 };
}
