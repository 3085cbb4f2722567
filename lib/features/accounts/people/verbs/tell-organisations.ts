import type { AuditActor, AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";

interface PersonEvent {
  actor: AuditActor;
  userId: string;
  action: AuditAction;
  details: AuditDetails;
}

/** The audit rows of how somebody signs in, in the caller's transaction: it concerns every organisation for which they act. */
export async function tellOrganisations(tx: Tx, { actor, userId, action, details }: PersonEvent): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { organisationId: true } });
  const ids = memberships.map(({ organisationId }) => organisationId as OrganisationId);
  for (const organisationId of ids.length > 0 ? ids : [null]) {
    await writeAuditEvent(tx, { actor, organisationId, action, subject: userId, details });
  }
}
