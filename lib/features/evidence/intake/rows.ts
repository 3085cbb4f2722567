/** What decides about a file before its body is asked for. */
import { env } from "#lib/env.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

interface Intake {
  state: OrganisationState;
  keepContent: boolean;
  /** Bytes of content that it may still keep; undefined: any number. Recording asks once more. */
  room: number | undefined;
}

/** The organisation's state, and whether it keeps content. Recording asks for the state once more. */
export async function readIntake(organisationId: OrganisationId): Promise<Intake> {
  const row = await readOne(organisationId);
  if (!row) throw new Error(`Organisation ${organisationId} is not there.`);
  return row;
}

const readOne = readTogether<OrganisationId, Intake>(async (ids) => {
  const { rows } = await pool().query<Omit<Intake, "room"> & { id: string; room: number | null }>(
    `SELECT o.id, coalesce(o.storage_quota, $2::bigint)::float8 - coalesce(u.bytes, 0)::float8 AS room, o.keep_content AS "keepContent", coalesce(
       (SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id ORDER BY e.number DESC LIMIT 1), 'active') AS state
     FROM organisation o LEFT JOIN content_use u ON u.organisation_id = o.id WHERE o.id = ANY ($1)`,
    [[...new Set(ids)], env.STORAGE_QUOTA_BYTES ?? null],
  );
  const found = new Map(rows.map(({ id, room, ...intake }) => [id, { ...intake, room: room ?? undefined }]));
  return ids.map((id) => found.get(id));
});

/** Whether something was recorded under the key: then it is asked for again, and takes no room. */
export async function isKeyUsed(organisationId: OrganisationId, idempotencyKey: string): Promise<boolean> {
  const { rows } = await pool().query(
    "SELECT FROM evidence WHERE organisation_id = $1 AND idempotency_key = $2 LIMIT 1",
    [organisationId, idempotencyKey],
  );
  return rows.length > 0;
}
