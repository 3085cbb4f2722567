import { insertPerson, type NewPerson } from "#lib/features/accounts/people/verbs/insert-person.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

export interface OwnerInput {
  actor: AuditActor;
  organisationId: OrganisationId;
  /** An account that exists, or a new one. */
  user: { userId: string } | NewPerson;
}

/** Makes the user an owner of the organisation, in the caller's transaction. @returns the user's id. @throws as `insertPerson` */
export async function insertOwner(tx: Tx, { actor, organisationId, user }: OwnerInput): Promise<string> {
  const userId = "userId" in user ? user.userId : await insertPerson(tx, user);
  await tx.membership.upsert({
    where: { organisationId_userId: { organisationId, userId } },
    create: { organisationId, userId, role: "owner" },
    update: { role: "owner", unitId: null },
  });
  const details = { role: "owner" };
  await writeAuditEvent(tx, { actor, organisationId, action: "member.add", subject: userId, details });
  return userId;
}
