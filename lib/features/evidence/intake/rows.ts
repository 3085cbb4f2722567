/** What decides about a file before its body is asked for. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

/** The organisation's state, and whether it keeps content. Recording asks for the state once more. */
export async function readIntake(
  organisationId: OrganisationId,
): Promise<{ state: OrganisationState; keepContent: boolean }> {
  const { rows } = await pool().query<{ state: OrganisationState; keepContent: boolean }>(
    `SELECT o.keep_content AS "keepContent", coalesce(
       (SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id ORDER BY e.number DESC LIMIT 1), 'active') AS state
     FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  const [row] = rows;
  if (!row) throw new Error(`Organisation ${organisationId} is not there.`);
  return row;
}
