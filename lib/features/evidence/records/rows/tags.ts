/** Labels on records. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** All that the organisation's records bear; at most TAGS_MAX. */
export async function listTags(organisationId: OrganisationId): Promise<string[]> {
  const { rows } = await pool().query<{ label: string }>(
    `SELECT label FROM tag WHERE organisation_id = $1 ORDER BY label COLLATE "C"`,
    [organisationId],
  );
  return rows.map(({ label }) => label);
}
