/** What a person does about an alert: says that they look after it, or that it is over. */

import { type AlertRefusal, NOTE_CHARS_MAX } from "#lib/features/alarms/types.ts";
import type { AuditAction } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";

type Settled = { done: true } | { failed: AlertRefusal };

interface Open {
  kind: string;
  subject: string;
  ledger: string | null;
  acknowledged: boolean;
}

/** The actor looks after it from now on; whoever said so first stays. */
export async function acknowledgeAlert({ actor, alertId }: { actor: UserActor; alertId: string }): Promise<Settled> {
  return await prisma().$transaction(async (tx): Promise<Settled> => {
    const alert = await lockOpen(tx, { actor, alertId });
    if ("failed" in alert) return alert;
    if (alert.acknowledged) return { failed: "already" };
    await tx.alert.update({
      where: { id: alertId },
      data: { acknowledgedAt: new Date(), acknowledgedById: actor.userId },
    });
    await audit(tx, { actor, alertId, alert, action: "alert.acknowledge", details: {} });
    return { done: true };
  });
}

/**
 * Ends an alert by a person's word, the only way in which a conflict ends. If its cause is still there, another one opens.
 *
 * @param input.note what was found and done, 1 to NOTE_CHARS_MAX characters
 */
export async function settleAlert(input: { actor: UserActor; alertId: string; note: string }): Promise<Settled> {
  const { actor, alertId } = input;
  const note = input.note.trim().slice(0, NOTE_CHARS_MAX);
  return await prisma().$transaction(async (tx): Promise<Settled> => {
    const alert = await lockOpen(tx, { actor, alertId });
    if ("failed" in alert) return alert;
    if (note === "") return { failed: "note_missing" };
    await tx.alert.update({
      where: { id: alertId },
      data: { resolvedAt: new Date(), resolvedById: actor.userId, note },
    });
    await tx.alertNotice.createMany({
      data: (["mail", "webhook"] as const).map((channel) => ({ alertId, event: "resolved", channel })),
    });
    await audit(tx, { actor, alertId, alert, action: "alert.resolve", details: { note } });
    return { done: true };
  });
}

/** The open alert, locked, so that of two who settle it at once the second finds it settled. */
async function lockOpen(
  tx: Tx,
  { actor, alertId }: { actor: UserActor; alertId: string },
): Promise<Open | { failed: AlertRefusal }> {
  if (!(await mayOperate(actor, tx))) return { failed: "forbidden" };
  const [alert] = await tx.$queryRaw<(Open & { resolved: boolean })[]>`
    SELECT kind, subject, ledger, acknowledged_at IS NOT NULL AS acknowledged, resolved_at IS NOT NULL AS resolved
    FROM alert WHERE id = ${alertId}::uuid FOR UPDATE`;
  if (!alert) return { failed: "alert_absent" };
  return alert.resolved ? { failed: "already" } : alert;
}

async function audit(
  tx: Tx,
  event: {
    actor: UserActor;
    alertId: string;
    alert: Open;
    action: AuditAction;
    details: Record<string, string>;
  },
): Promise<void> {
  const { actor, alertId: subject, alert, action, details } = event;
  const { kind, subject: about, ledger } = alert;
  const { organisationId } = actor;
  const facts = { kind, about, ...(ledger === null ? {} : { ledger }), ...details };
  await writeAuditEvent(tx, { actor, organisationId, action, subject, details: facts });
}
