/** A batch that is under way is halted, goes on, or is called off. */

import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { OPEN_STATES } from "../types.ts";
import { type LockedBatch, onBatch } from "./lock-batch.ts";

type Steering = { actor: MemberActor; batchId: string };

/** What is drawn already stays. @throws {SealbookError} `not_found`, `batch_state` */
export async function pauseBatch({ actor, batchId: id }: Steering): Promise<void> {
  requirePermission(actor, "certificates:write");
  const on = { actor, authority: "certificates:write" as const, id, states: ["approved", "issuing"] as const };
  await onBatch(on, async (tx, given) => {
    await tx.certificateBatch.update({ where: { id }, data: { state: "paused", pausedAt: new Date() } });
    await tell(tx, { ...given, action: "batch.pause" });
  });
}

/** @throws {SealbookError} `not_found`, `batch_state` */
export async function resumeBatch({ actor, batchId: id }: Steering): Promise<void> {
  requirePermission(actor, "certificates:write");
  const on = { actor, authority: "certificates:write" as const, id, states: ["paused"] as const };
  await onBatch(on, async (tx, given) => {
    const begun = await tx.certificateWork.findFirst({ where: { batchId: id }, select: { number: true } });
    const state = begun ? "issuing" : "approved";
    await tx.certificateBatch.update({ where: { id }, data: { state, pausedAt: null, failure: null } });
    await tell(tx, { ...given, action: "batch.resume" });
  });
}

/** Nothing of it is issued, and nothing that was made of it stays. @throws {SealbookError} `not_found`; `batch_state`, once its record is on its way */
export async function cancelBatch({ actor, batchId: id }: Steering): Promise<void> {
  requirePermission(actor, "certificates:write");
  const on = { actor, authority: "certificates:write" as const, id, states: OPEN_STATES };
  await onBatch(on, async (tx, given) => {
    const { state, recordingAt } = given.batch;
    if (recordingAt) throw new SealbookError("batch_state", { details: { state } });
    await tx.certificateBatch.update({ where: { id }, data: { state: "cancelled", failure: null } });
    await tx.$executeRaw`DELETE FROM certificate_pages p USING certificate_draft d WHERE d.batch_id = ${id}::uuid AND p.certificate_id = d.certificate_id`;
    await tx.certificateWork.deleteMany({ where: { batchId: id } });
    await tx.certificateDraft.deleteMany({ where: { batchId: id } });
    await tell(tx, { ...given, action: "batch.cancel" });
  });
}

async function tell(
  tx: Tx,
  { actor, batch, action }: { actor: MemberActor; batch: LockedBatch; action: AuditAction },
): Promise<void> {
  const { organisationId } = actor;
  const { id: subject, name } = batch;
  await writeAuditEvent(tx, { actor, organisationId, action, subject, details: { name } });
}
