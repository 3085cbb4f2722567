/** Kept content of a ledger that has no second digest yet, and who records for a ledger. */
import type { KeptContent } from "#lib/features/evidence/retention/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { ContentAddress } from "#lib/infra/storage/port.ts";

/** In the order of addresses, behind this one: each content once. */
export async function listUndigested(options: {
  ledger: string;
  behind: ContentAddress;
  rowsMax: number;
}): Promise<KeptContent[]> {
  const { ledger, behind, rowsMax } = options;
  const { rows } = await pool().query<ContentAddress & { size: bigint }>(
    `SELECT DISTINCT ON (v.organisation_id, v.sha256) v.organisation_id AS "organisationId", v.sha256, v.size
     FROM evidence v
     WHERE v.content_kept AND v.ledger = $1 AND (v.organisation_id, v.sha256) > ($2::uuid, $3::bytea)
       AND NOT EXISTS (SELECT FROM content_digest d WHERE d.organisation_id = v.organisation_id AND d.sha256 = v.sha256)
     ORDER BY v.organisation_id, v.sha256 LIMIT $4`,
    [ledger, behind.organisationId, Buffer.from(behind.sha256), rowsMax],
  );
  return rows.map(({ size, ...address }) => ({ ...address, size: Number(size) }));
}

/** The institution in whose name a ledger's renewals are recorded: the one that runs the installation, else the oldest of those that record there. */
export async function findRecorder(ledger: string): Promise<OrganisationId | undefined> {
  const { rows } = await pool().query<{ id: OrganisationId }>(
    "SELECT id FROM organisation WHERE ledger = $1 ORDER BY operates DESC, created_at, id LIMIT 1",
    [ledger],
  );
  return rows[0]?.id;
}
