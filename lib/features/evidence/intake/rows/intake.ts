/** What decides about a file before its body is asked for. */
import { env } from "#lib/env.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import type { KnownContent, Predecessor, RecordName } from "../types.ts";

interface Intake {
  state: OrganisationState;
  keepContent: boolean;
  /** Whether content is recorded by its SM3 digest as well. */
  alsoSm3: boolean;
  /** Bytes of content that it may still keep; undefined: any number. Recording asks once more. */
  room: number | undefined;
}

/** The organisation's state, whether it keeps content, and which digests it asks for. Recording asks for the state once more. */
export async function readIntake(organisationId: OrganisationId): Promise<Intake> {
  const row = await readOne(organisationId);
  if (!row) throw new Error(`Organisation ${organisationId} is not there.`);
  return row;
}

const readOne = readTogether<OrganisationId, Intake>(async (ids) => {
  const { rows } = await pool().query<Omit<Intake, "room"> & { id: string; room: number | null }>(
    `SELECT o.id, coalesce(o.storage_quota, $2::bigint)::float8 - coalesce(u.bytes, 0)::float8 AS room, o.keep_content AS "keepContent", o.also_sm3 AS "alsoSm3", coalesce(
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

/** What this service records by itself under such a key, nobody else follows: one event takes the place behind each, and it is its own. */
export const RESERVED_KEYS = "sealbook-seal-use:";

/** isReserved: of a chain in which this service alone records. */
type FoundPredecessor = Predecessor & { isReserved: boolean };

/**
 * The event that another one is to follow: one that the actor may see.
 *
 * @throws {SealbookError} `not_found` of the field `previous`: there is none, it is another's, or no event.
 */
export async function findPredecessor({ organisationId, units }: Reach, name: RecordName): Promise<FoundPredecessor> {
  const [column, value] = "id" in name ? ["id", name.id] : ["sha256(record)", name.hash];
  const { rows } = await pool().query<FoundPredecessor>(
    `SELECT record, coalesce(starts_with(idempotency_key, $4), false) AS "isReserved" FROM evidence
     WHERE organisation_id = $1 AND kind = 'event' AND ${column} = $2 AND ${inUnits("unit_id", "$3")} LIMIT 1`,
    [organisationId, value, units, RESERVED_KEYS],
  );
  const [found] = rows;
  if (!found) throw new SealbookError("not_found", { field: "previous" });
  return found;
}

/** The newest record of each of these contents within reach. */
export async function findKnown(
  { organisationId, units }: Reach,
  digests: readonly Uint8Array[],
): Promise<KnownContent[]> {
  const { rows } = await pool().query<{ sha256: Buffer; id: string; received_at: Date }>(
    `SELECT DISTINCT ON (sha256) sha256, id, received_at FROM evidence
     WHERE organisation_id = $1 AND sha256 = ANY ($2::bytea[]) AND ${inUnits("unit_id", "$3")} ORDER BY sha256, id DESC`,
    [organisationId, digests.map((digest) => Buffer.from(digest)), units],
  );
  return rows.map(({ sha256, id, received_at }) => ({
    sha256: sha256.toString("hex"),
    id,
    receivedAt: received_at.toISOString(),
  }));
}
