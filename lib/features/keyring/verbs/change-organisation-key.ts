/** An organisation's key is exchanged, or destroyed for good. */
import { randomBytes } from "node:crypto";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor, OrganisationId } from "#lib/gate/actor.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { masterKeys } from "#lib/infra/keys/master-keys.ts";
import { KEY_BYTES } from "#lib/infra/storage/sealed/format.ts";
import { SealbookError } from "#lib/words/errors.ts";

interface Change {
  actor: Actor;
  organisationId: OrganisationId;
}

/**
 * Another key wraps from now on; the worker wraps anew what the old one wrapped, and destroys it then.
 *
 * @returns its number
 * @throws {SealbookError} `forbidden`, `organisation_shredded`
 */
export async function rotateOrganisationKey({ actor, organisationId }: Change): Promise<{ number: number }> {
  requireCommandLine(actor);
  const [master] = masterKeys();
  return await prisma().$transaction(async (tx) => {
    const last = await tx.organisationKey.findFirst({ where: { organisationId }, orderBy: { number: "desc" } });
    if (last?.endedAt) throw new SealbookError("organisation_shredded");
    const number = (last?.number ?? 0) + 1;
    await tx.organisationKey.updateMany({ where: { organisationId, endedAt: null }, data: { endedAt: new Date() } });
    // Of two that do so at once, one fails on the number.
    const wrapped = new Uint8Array(master.wrap(randomBytes(KEY_BYTES)));
    await tx.organisationKey.create({ data: { organisationId, number, master: master.id, wrapped } });
    const details = { number };
    await writeAuditEvent(tx, {
      actor,
      organisationId,
      action: "organisation.key_rotate",
      subject: organisationId,
      details,
    });
    return { number };
  });
}

/**
 * Nobody reads the kept contents of an organisation any more, here or in any copy: its keys are destroyed, and with them all that they
 * wrapped. The worker erases names and private details after them. Only of one that was retired, and not while a hold or a rule of
 * retention keeps any of its records. There is no way back.
 *
 * @returns of how many contents the keys were destroyed
 * @throws {SealbookError} `forbidden`, `organisation_not_retired`; `evidence_held`, `evidence_retained`: until when, where that is known
 */
export async function shredOrganisation({ actor, organisationId }: Change): Promise<{ contents: number }> {
  requireCommandLine(actor);
  return await prisma().$transaction(async (tx) => {
    if ((await readOrganisationState(organisationId, tx)) !== "retired")
      throw new SealbookError("organisation_not_retired");
    await refuseKept(tx, organisationId);
    // One that is there though it opens nothing: none is made after it.
    await tx.organisationKey.createMany({
      data: { organisationId, number: 1, endedAt: new Date() },
      skipDuplicates: true,
    });
    await tx.organisationKey.updateMany({ where: { organisationId, endedAt: null }, data: { endedAt: new Date() } });
    await tx.organisationKey.updateMany({ where: { organisationId }, data: { master: null, wrapped: null } });
    const { count } = await tx.contentKey.deleteMany({ where: { organisationId } });
    const details = { contents: count };
    await writeAuditEvent(tx, {
      actor,
      organisationId,
      action: "organisation.shred",
      subject: organisationId,
      details,
    });
    return { contents: count };
    // COMMIT. After: what lies in the storage is noise. A process forgets a key that it knows within KNOWN_MS.
  });
}

/** Nothing private of the records of a shredded organisation is there any more. */
export async function noteRecordsErased(organisationId: OrganisationId): Promise<void> {
  await prisma().organisationKey.updateMany({ where: { organisationId }, data: { recordsErased: true } });
}

/** @throws {SealbookError} `evidence_held`, `evidence_retained` */
async function refuseKept(tx: Tx, organisationId: OrganisationId): Promise<void> {
  const [kept] = await tx.$queryRaw<{ held: boolean; until: Date | null; retained: Date | null }[]>`
    SELECT count(h.id) > 0 AS held, nullif(max(coalesce(h.until, 'infinity')), 'infinity') AS until,
      (SELECT max(e.received_at + r.days * interval '1 day') FROM retention_rule r
       JOIN evidence e ON e.organisation_id = r.organisation_id AND e.type = coalesce(r.type, e.type)
         AND (r.tag IS NULL OR EXISTS (SELECT FROM evidence_tag t
           WHERE t.organisation_id = r.organisation_id AND t.label = r.tag AND t.evidence_id = e.id))
         AND NOT EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = e.id)
       WHERE r.organisation_id = ${organisationId}::uuid) AS retained
    FROM evidence_hold h WHERE h.organisation_id = ${organisationId}::uuid AND h.released_at IS NULL AND (h.until IS NULL OR h.until > now())`;
  if (kept?.held)
    throw new SealbookError("evidence_held", { details: { until: kept.until?.toISOString() ?? "released" } });
  if (kept?.retained && kept.retained > new Date())
    throw new SealbookError("evidence_retained", { details: { until: kept.retained.toISOString() } });
}
