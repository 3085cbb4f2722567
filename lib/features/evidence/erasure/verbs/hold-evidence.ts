/** Legal holds: who keeps a record from being erased, why, and until when. */
import { v7 as uuidv7 } from "uuid";
import { storedActor, writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor, Reach } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit, requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findErasure, isOpen, isWithin, listHolds } from "../rows/retention.ts";
import { HOLDS_MAX, type Hold } from "../types.ts";
import { lockRetention } from "./lock-retention.ts";

/**
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `evidence_erased`; `invalid_field`: its end is past; `too_many_holds`
 */
export async function holdEvidence(options: {
  actor: MemberActor;
  evidenceId: string;
  reason: string;
  until?: Date | undefined;
}): Promise<Hold> {
  requirePermission(options.actor, "evidence:hold");
  const { actor, evidenceId, reason, until } = options;
  const { organisationId } = actor;
  if (until && until <= new Date()) throw new SealbookError("invalid_field", { field: "until" });
  const behind = (tx: Tx) => lockRetention(tx, { organisationId, evidenceId });
  return await proven({ actor, authority: "evidence:hold", behind }, async (tx, by) => {
    await refuseForeign(tx, { reach: by, evidenceId });
    if (await findErasure(evidenceId, tx)) throw new SealbookError("evidence_erased");
    const open = (await listHolds(organisationId, evidenceId, tx)).filter((hold) => isOpen(hold, new Date()));
    if (open.length >= HOLDS_MAX) throw new SealbookError("too_many_holds", { details: { max: HOLDS_MAX } });
    const id = uuidv7();
    const unit = ownUnit(by);
    const placedBy = { ...storedActor(actor), ...(unit !== null && { unit }) };
    await tx.evidenceHold.create({
      data: { id, organisationId, evidenceId, reason, placedBy, ...(until && { until }) },
      select: { id: true },
    });
    const details = { hold: id, ...(until && { until: until.toISOString() }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "evidence.hold", subject: evidenceId, details });
    const [hold] = await listHolds(organisationId, evidenceId, tx);
    return hold as Hold;
  });
}

/**
 * Releases every hold that keeps the record: for a unit, those that it or one below it placed.
 *
 * @returns how many
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`; `whole_organisation`: what keeps it is none of the unit's
 */
export async function releaseEvidence(options: {
  actor: MemberActor;
  evidenceId: string;
}): Promise<{ released: number }> {
  requirePermission(options.actor, "evidence:hold");
  const { actor, evidenceId } = options;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockRetention(tx, { organisationId, evidenceId });
  return await proven({ actor, authority: "evidence:hold", behind }, async (tx, by) => {
    await refuseForeign(tx, { reach: by, evidenceId });
    const open = { organisationId, evidenceId, releasedAt: null };
    const own = by.units?.map((unit) => ({ placedBy: { path: ["unit"], equals: unit } }));
    const { count } = await tx.evidenceHold.updateMany({
      where: { ...open, ...(own && { OR: own }) },
      data: { releasedAt: new Date(), releasedBy: { ...storedActor(actor) } },
    });
    if (count === 0 && own && (await tx.evidenceHold.count({ where: open })) > 0) requireWhole(by);
    const details = { count };
    if (count > 0)
      await writeAuditEvent(tx, { actor, organisationId, action: "evidence.release", subject: evidenceId, details });
    return { released: count };
  });
}

async function refuseForeign(tx: Tx, { reach, evidenceId }: { reach: Reach; evidenceId: string }): Promise<void> {
  if (!(await isWithin(reach, evidenceId, tx))) throw new SealbookError("not_found");
}
