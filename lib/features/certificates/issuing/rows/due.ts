import { pool } from "#lib/infra/db/pool.ts";

/** Looked at in one round. */
const DUE_MAX = 64;

/** Batches for which there is something to do now, those with the least left first. */
export async function listDue(): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM certificate_batch WHERE state IN ('approved', 'issuing')
       OR (state = 'sealing' AND (seal_key IS NULL OR seal_signature IS NOT NULL)) ORDER BY size - made, id LIMIT $1`,
    [DUE_MAX],
  );
  return rows.map(({ id }) => id);
}
