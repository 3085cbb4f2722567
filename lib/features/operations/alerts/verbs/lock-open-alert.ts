import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import { SealbookError } from "#lib/words/errors.ts";

export interface OpenAlert {
  kind: string;
  subject: string;
  ledger: string | null;
  acknowledged: boolean;
}

/** Of two who settle it at once the second finds it settled. */
export async function lockAlert(tx: Tx, alertId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM alert WHERE id = ${alertId}::uuid FOR UPDATE`;
}

/** The open alert, behind its lock. @throws {SealbookError} `alert_absent`, `already_settled`. */
export async function readOpenAlert(tx: Tx, alertId: string): Promise<OpenAlert> {
  const [alert] = await tx.$queryRaw<(OpenAlert & { resolved: boolean })[]>`
    SELECT kind, subject, ledger, acknowledged_at IS NOT NULL AS acknowledged, resolved_at IS NOT NULL AS resolved
    FROM alert WHERE id = ${alertId}::uuid`;
  if (!alert) throw new SealbookError("alert_absent");
  if (alert.resolved) throw new SealbookError("already_settled");
  return alert;
}

/** The row of the audit log about what a person did with an alert. */
export async function writeAlertEvent(
  tx: Tx,
  event: {
    actor: UserActor;
    alertId: string;
    alert: OpenAlert;
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
