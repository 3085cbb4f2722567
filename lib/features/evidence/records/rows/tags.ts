/** Labels on records. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** By the id of the record; of records whose organisation has been proven. One without tags is absent. */
export async function readTags(evidenceIds: readonly string[]): Promise<Map<string, string[]>> {
  if (evidenceIds.length === 0) return new Map();
  const { rows } = await pool().query<{ id: string; tags: string[] }>(
    `SELECT evidence_id AS id, array_agg(label ORDER BY label COLLATE "C") AS tags FROM evidence_tag
     WHERE evidence_id = ANY ($1) GROUP BY evidence_id`,
    [evidenceIds],
  );
  return new Map(rows.map(({ id, tags }) => [id, tags]));
}

/** All that the organisation's records bear; at most TAGS_MAX. */
export async function listTags(organisationId: OrganisationId): Promise<string[]> {
  const { rows } = await pool().query<{ label: string }>(
    `SELECT label FROM tag WHERE organisation_id = $1 ORDER BY label COLLATE "C"`,
    [organisationId],
  );
  return rows.map(({ label }) => label);
}
