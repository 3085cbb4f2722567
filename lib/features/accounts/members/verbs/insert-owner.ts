import { v7 as uuidv7 } from "uuid";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

export interface OwnerInput {
  actor: AuditActor;
  organisationId: OrganisationId;
  /** An account that exists, or a new one. */
  user: { userId: string } | { name: string; email: string; passwordHash: string };
}

/** Makes the user an owner of the organisation, in the caller's transaction. @returns the user's id */
export async function insertOwner(tx: Tx, { actor, organisationId, user }: OwnerInput): Promise<string> {
  const userId = "userId" in user ? user.userId : uuidv7();
  if (!("userId" in user)) await tx.user.create({ data: { id: userId, ...user } });
  await tx.membership.upsert({
    where: { organisationId_userId: { organisationId, userId } },
    create: { organisationId, userId, role: "owner" },
    update: { role: "owner" },
  });
  const details = { role: "owner" };
  await writeAuditEvent(tx, { actor, organisationId, action: "member.add", subject: userId, details });
  return userId;
}
