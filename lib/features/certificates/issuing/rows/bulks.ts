import { pool } from "#lib/infra/db/pool.ts";

/** Batches of a bulk that are not submitted yet. */
export async function listOpenBatches(bulkId: string): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id FROM certificate_batch WHERE bulk_id = $1 AND state = 'drafts' ORDER BY id",
    [bulkId],
  );
  return rows.map(({ id }) => id);
}
