import { allocateStatus } from "#lib/features/certificates/status/verbs/allocate.ts";
import type { Connection } from "#lib/infra/db/pool.ts";

/**
 * What all its certificates state is fixed: the time, and each one's entry in the status lists. In the caller's transaction; before its
 * commit nothing has begun, after it every entry is this batch's for good.
 */
export async function beginIssuing(connection: Connection, id: string): Promise<void> {
  // Whoever changes which seal is asked for has the batch wait, or sees it: the rule is read behind the lock on the issuer.
  await connection.query(
    `SELECT pg_advisory_xact_lock_shared(hashtextextended('sealbook issuer ' || organisation_id::text, 0)) FROM certificate_batch WHERE id = $1`,
    [id],
  );
  const { rows } = await connection.query<{ issuerId: string; size: number }>(
    `UPDATE certificate_batch b SET state = 'issuing', issued_at = date_trunc('milliseconds', now()), made = 0, failure = NULL,
       seal_key = (SELECT r.seal_key FROM issuing_rule r WHERE r.organisation_id = b.organisation_id)
     WHERE id = $1 AND state = 'approved' RETURNING issuer_id AS "issuerId", size`,
    [id],
  );
  const [batch] = rows;
  // Somebody halted it or called it off meanwhile.
  if (!batch) return;
  const places = await allocateStatus(connection, { issuerId: batch.issuerId, count: batch.size });
  await connection.query(
    `INSERT INTO certificate_work (batch_id, number, status_list, status_index)
     SELECT $1, d.number, p.list, p.index
     FROM certificate_draft d JOIN unnest($2::integer[], $3::integer[]) WITH ORDINALITY AS p (list, index, number) ON p.number = d.number
     WHERE d.batch_id = $1`,
    [id, places.map(({ list }) => list), places.map(({ index }) => index)],
  );
}
