/** How the letters of a batch fared, by the newest letter about each certificate. */
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type BatchDelivery, CLAIM_LETTER, UNDELIVERED_SHOWN_MAX, type Undelivered } from "../types.ts";

/** As letterState of the outbox has them, without telling apart what its reader does the same about. */
const FATES = `SELECT c.id, c.holder_name AS "holderName", c.leaf_index, o.failure,
    EXISTS (SELECT FROM certificate_claim h WHERE h.certificate_id = c.id) AS claimed,
    CASE WHEN c.email IS NULL THEN 'unaddressed' WHEN o.number IS NULL THEN 'unknown'
      WHEN o.sent_at IS NOT NULL AND o.failure IS NULL THEN 'sent'
      WHEN o.sent_at IS NOT NULL OR o.next_attempt_at IS NULL OR o.expires_at <= now() THEN 'failed' ELSE 'waiting' END AS fate
  FROM certificate c LEFT JOIN LATERAL (SELECT * FROM outbox_item o WHERE o.subject = c.id::text AND o.kind = '${CLAIM_LETTER}'
    AND o.channel = 'mail' AND o.organisation_id = c.organisation_id ORDER BY o.number DESC LIMIT 1) o ON true
  WHERE c.batch_id = $1 AND c.organisation_id = $2 AND ${inUnits("c.unit_id", "$3")}`;

/** Letters that were kept for long enough are counted no more. */
export async function readBatchDelivery(reach: Reach, batchId: string): Promise<BatchDelivery> {
  const { rows } = await pool().query<Omit<BatchDelivery, "undelivered"> & { undelivered: Undelivered[] | null }>(
    `WITH fates AS MATERIALIZED (${FATES}), undelivered AS (SELECT id, "holderName", failure FROM fates
       WHERE fate = 'failed' ORDER BY leaf_index LIMIT ${UNDELIVERED_SHOWN_MAX})
     SELECT count(*) FILTER (WHERE claimed)::integer AS claimed, count(*) FILTER (WHERE fate = 'sent')::integer AS sent,
       count(*) FILTER (WHERE fate = 'failed')::integer AS failed, count(*) FILTER (WHERE fate = 'waiting')::integer AS waiting,
       count(*) FILTER (WHERE fate = 'unaddressed')::integer AS unaddressed,
       (SELECT json_agg(json_build_object('id', id, 'holderName', "holderName", 'failure', failure)) FROM undelivered) AS undelivered
     FROM fates`,
    [batchId, reach.organisationId, reach.units],
  );
  const [row] = rows;
  if (!row) throw new Error("Counting gives one row.");
  return { ...row, undelivered: row.undelivered ?? [] };
}
