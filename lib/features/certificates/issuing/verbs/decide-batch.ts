/** Somebody has looked at a batch: it is issued, or goes back with a reason. */
import { isSamePerson } from "#lib/features/accounts/api-keys/checks/same-person.ts";
import { storedActor, writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { LockedBatch } from "./lock-batch.ts";
import { onBatch } from "./lock-batch.ts";

type Decision = { actor: MemberActor; batchId: string };

/**
 * @param input.submittedAt when what was looked at asked for approval
 * @throws {SealbookError} `not_found`, `batch_state`; `approval_own`: who asked does not approve; `conflict`: it was sent back, and has
 *   asked again since
 */
export async function approveBatch(input: Decision & { submittedAt: Date }): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  const { actor, batchId: id, submittedAt } = input;
  const on = { actor, authority: "certificates:approve" as const, id, states: ["submitted"] as const };
  await onBatch(on, async (tx, { batch, actor: by }) => {
    await refuseOwn(tx, { batch, actor: by });
    if (submittedAt.getTime() !== batch.submittedAt?.getTime()) throw new SealbookError("conflict");
    await tx.certificateBatch.update({
      where: { id },
      data: { state: "approved", approvedBy: { ...storedActor(by) } },
    });
    const { organisationId } = by;
    const details = { name: batch.name };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "batch.approve", subject: id, details });
  });
}

/** @throws {SealbookError} `not_found`, `batch_state` */
export async function rejectBatch(input: Decision & { reason: string }): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  const { actor, batchId: id, reason } = input;
  const on = { actor, authority: "certificates:approve" as const, id, states: ["submitted"] as const };
  await onBatch(on, async (tx, { batch, actor: by }) => {
    await tx.certificateBatch.update({ where: { id }, data: { state: "rejected", rejection: reason } });
    const { organisationId } = by;
    const details = { name: batch.name, reason };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "batch.reject", subject: id, details });
  });
}

/** Neither who asked, nor who made the key that asked, nor a key that one of them made. */
async function refuseOwn(tx: Tx, { batch, actor }: { batch: LockedBatch; actor: MemberActor }): Promise<void> {
  const asked = batch.submittedBy;
  if (!asked) throw new SealbookError("batch_state", { details: { state: batch.state } });
  const own = { kind: actor.kind, id: actor.kind === "user" ? actor.userId : actor.apiKeyId };
  if (await isSamePerson(tx, own, asked)) throw new SealbookError("approval_own");
}
