import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Role, UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { isLastOwner, lockMembersAsManager } from "./lock-members.ts";
import { withdrawUnfitInvitations } from "./withdraw-invitations.ts";

/** Gives a member another role, from their next request on. The last owner stays one. */
export async function changeRole(input: {
  actor: UserActor;
  userId: string;
  role: Role;
}): Promise<{ changed: boolean } | { failed: "forbidden" | "gone" | "lastOwner" }> {
  const { actor, userId, role } = input;
  const { organisationId } = actor;
  return await prisma().$transaction(async (tx) => {
    const current = await lockMembersAsManager(tx, actor);
    if (!current) return { failed: "forbidden" };
    const key = { organisationId_userId: { organisationId, userId } };
    const membership = await tx.membership.findUnique({ where: key });
    if (!membership) return { failed: "gone" };
    const before = membership.role as Role;
    const given = rolesGivenBy(current.role);
    if (!given.includes(before) || !given.includes(role)) return { failed: "forbidden" };
    if (before === role) return { changed: false };
    if (await isLastOwner(tx, { organisationId, role: before })) return { failed: "lastOwner" };
    await tx.membership.update({ where: key, data: { role } });
    await withdrawUnfitInvitations(tx, { actor: current, inviterId: userId, role });
    const event = { actor: current, organisationId, action: "member.update", subject: userId } as const;
    await writeAuditEvent(tx, { ...event, details: { roleBefore: before, role } });
    return { changed: true };
  });
}
