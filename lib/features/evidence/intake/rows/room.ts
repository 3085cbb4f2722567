/** How many records may still be made: in a sandbox, in an organisation's month. */
import { readCountedMonth } from "#lib/features/accounts/organisations/rows.ts";
import { SANDBOX_RECORDS_MAX } from "#lib/features/accounts/organisations/types.ts";
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { isKeyUsed } from "./intake.ts";

/** A changed quota is known after so long; nobody asks the database for it with each record. */
const QUOTA_KEPT_MS = 5_000;
const ORGANISATIONS_MAX = 10_000;
const quotas = new Map<OrganisationId, { quota: number | undefined; at: number }>();
/** What took long to count is not counted again for a while, in which it may be gone beyond: at most a part in so many of the time is counting. */
const QUICK_MS = 5;
const COUNT_REST = 20;
const counts = new Map<OrganisationId, { records: number; until: number }>();

export interface RecordRoom {
  records: number;
  /** What whoever goes beyond it is told. */
  refusal: SealbookError;
}

/**
 * Records that the actor may still make; undefined: any number. In a sandbox, which is nobody's, a thousand; else what its organisation's
 * quota leaves of the month (UTC). What is recorded at the same time may go beyond it by as much.
 */
export async function readRecordRoom({ test, organisationId }: MemberActor): Promise<RecordRoom | undefined> {
  if (test) {
    const records = await readSandboxRoom(organisationId);
    return records === undefined ? undefined : { records, refusal: new SealbookError("sandbox_full") };
  }
  const max = await readQuota(organisationId);
  if (max === undefined) return undefined;
  const details = { what: "records", max };
  const refusal = new SealbookError("monthly_quota_exceeded", { details });
  return { records: max - (await countMonth(organisationId)), refusal };
}

/**
 * @param idempotencyKey what was recorded under it is asked for again, and takes no room
 * @throws {SealbookError} `sandbox_full`, `monthly_quota_exceeded`
 */
export async function requireRecordRoom(actor: MemberActor, idempotencyKey?: string): Promise<void> {
  const room = await readRecordRoom(actor);
  if (!room || room.records > 0) return takeRecordRoom(actor, 1);
  if (idempotencyKey !== undefined && (await isKeyUsed(actor.organisationId, idempotencyKey))) return;
  throw room.refusal;
}

/** So many are about to be recorded: while what was counted is remembered, they are counted as well. */
export function takeRecordRoom({ organisationId }: MemberActor, records: number): void {
  const known = counts.get(organisationId);
  if (known) known.records += records;
}

async function readSandboxRoom(organisationId: OrganisationId): Promise<number | undefined> {
  const { rows } = await pool().query<{ room: number }>(
    `SELECT ${SANDBOX_RECORDS_MAX} - (SELECT count(*)::integer FROM (
         SELECT FROM evidence e WHERE e.organisation_id = o.id LIMIT ${SANDBOX_RECORDS_MAX}) r) AS room
     FROM organisation o WHERE o.id = $1 AND o.test_of IS NULL AND NOT EXISTS (SELECT FROM membership m WHERE m.organisation_id = o.id)`,
    [organisationId],
  );
  return rows[0]?.room;
}

async function readQuota(organisationId: OrganisationId): Promise<number | undefined> {
  const known = quotas.get(organisationId);
  if (known && performance.now() - known.at < QUOTA_KEPT_MS) return known.quota;
  const { rows } = await pool().query<{ quota: number | null }>(
    "SELECT record_quota::float8 AS quota FROM organisation WHERE id = $1",
    [organisationId],
  );
  const quota = rows[0]?.quota ?? undefined;
  if (quotas.size >= ORGANISATIONS_MAX) quotas.clear();
  quotas.set(organisationId, { quota, at: performance.now() });
  return quota;
}

/** What the worker counted of the month, and what came since, as it stands. */
async function countMonth(organisationId: OrganisationId): Promise<number> {
  const begun = performance.now();
  const known = counts.get(organisationId);
  if (known && known.until > begun) return known.records;
  const counted = await readCountedMonth(organisationId);
  const { rows } = await pool().query<{ records: number }>(
    "SELECT count(*)::float8 AS records FROM evidence_private WHERE organisation_id = $1 AND evidence_id >= $2",
    [organisationId, firstIdAt(counted.since.getTime())],
  );
  const records = counted.records + (rows[0]?.records ?? 0);
  const took = performance.now() - begun;
  if (counts.size >= ORGANISATIONS_MAX) counts.clear();
  if (took < QUICK_MS) counts.delete(organisationId);
  else counts.set(organisationId, { records, until: performance.now() + COUNT_REST * took });
  return records;
}
