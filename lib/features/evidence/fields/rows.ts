import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { FieldDefinition } from "./types.ts";

/** In the order in which they were defined. */
export async function listFieldDefinitions(organisationId: OrganisationId): Promise<FieldDefinition[]> {
  const { rows } = await pool().query<Omit<FieldDefinition, "currency"> & { currency: string | null }>(
    `SELECT id, name, type, currency, required, in_list AS "inList" FROM field_definition WHERE organisation_id = $1 ORDER BY id`,
    [organisationId],
  );
  return rows.map(({ currency, ...definition }) => {
    return { ...definition, ...(currency ? { currency } : {}) };
  });
}
