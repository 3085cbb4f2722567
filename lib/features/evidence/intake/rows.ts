/** What decides about a file before its body is asked for. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

interface Intake {
  state: OrganisationState;
  keepContent: boolean;
}

/** The organisation's state, and whether it keeps content. Recording asks for the state once more. */
export async function readIntake(organisationId: OrganisationId): Promise<Intake> {
  const row = await readOne(organisationId);
  if (!row) throw new Error(`Organisation ${organisationId} is not there.`);
  return row;
}

const readOne = readTogether<OrganisationId, Intake>(async (ids) => {
  const { rows } = await pool().query<Intake & { id: string }>(
    `SELECT o.id, o.keep_content AS "keepContent", coalesce(
       (SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id ORDER BY e.number DESC LIMIT 1), 'active') AS state
     FROM organisation o WHERE o.id = ANY ($1)`,
    [[...new Set(ids)]],
  );
  const found = new Map(rows.map(({ id, ...intake }) => [id, intake]));
  return ids.map((id) => found.get(id));
});
