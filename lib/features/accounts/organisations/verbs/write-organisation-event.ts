import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor, OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";

/**
 * The audit row of what was done to an organisation by those who run the installation: in its own log, and in theirs when
 * that is another.
 */
export async function writeOrganisationEvent(
  tx: Tx,
  event: { actor: Actor; organisationId: string; action: AuditAction; details: AuditDetails },
): Promise<void> {
  const { actor, action, details } = event;
  const organisationId = event.organisationId as OrganisationId;
  await writeAuditEvent(tx, { actor, organisationId, action, subject: organisationId, details });
  if (actor.kind === "user" && actor.organisationId !== organisationId) {
    await writeAuditEvent(tx, {
      actor,
      organisationId: actor.organisationId,
      action,
      subject: organisationId,
      details,
    });
  }
}
