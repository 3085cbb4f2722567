import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { AuditReport } from "./audit-ledger.ts";

/** Notes in the audit log of the installation that a ledger was audited, and with what outcome. @throws {SealbookError} `operators_only` */
export async function noteAudit(actor: Actor, report: AuditReport): Promise<void> {
  await requireOperator(actor);
  const { ledger, treeSize: size, findings, unchecked, milliseconds } = report;
  const details = { size, findings: findings.length, unchecked: unchecked.length, milliseconds };
  await proven({ actor, authority: "operate" }, (tx) =>
    writeAuditEvent(tx, { actor, organisationId: null, action: "ledger.audit", subject: ledger, details }),
  );
}
