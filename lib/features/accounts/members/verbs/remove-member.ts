import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Role, UserActor } from "#lib/gate/actor.ts";
import { may, rolesGivenBy } from "#lib/gate/may.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { isLastOwner, lockMembers } from "./lock-members.ts";
import { withdrawUnfitInvitations } from "./withdraw-invitations.ts";

export type RemovalRefusal = { failed: "forbidden" | "gone" | "lastOwner" };

/** Ends somebody's membership, and at once every session in which they act for the organisation. */
export async function removeMember(input: {
  actor: UserActor;
  userId: string;
}): Promise<{ removed: true } | RemovalRefusal> {
  const { actor, userId } = input;
  return await prisma().$transaction(async (tx) => {
    const current = await lockMembers(tx, actor);
    if (!current || !may(current, "members:manage")) return { failed: "forbidden" };
    return await endMembership(tx, { actor: current, userId, given: rolesGivenBy(current.role) });
  });
}

/** Ends the actor's own membership; whatever their role, unless they are the last owner. */
export async function leaveOrganisation(input: { actor: UserActor }): Promise<{ removed: true } | RemovalRefusal> {
  return await prisma().$transaction(async (tx) => {
    const current = await lockMembers(tx, input.actor);
    if (!current) return { failed: "gone" };
    return await endMembership(tx, { actor: current, userId: current.userId, given: [current.role] });
  });
}

/** Under the lock of `lockMembers`. `given`: the roles that the actor may take away. */
async function endMembership(
  tx: Tx,
  { actor, userId, given }: { actor: UserActor; userId: string; given: readonly Role[] },
): Promise<{ removed: true } | RemovalRefusal> {
  const { organisationId } = actor;
  const key = { organisationId_userId: { organisationId, userId } };
  const membership = await tx.membership.findUnique({ where: key, include: { user: true } });
  if (!membership) return { failed: "gone" };
  const role = membership.role as Role;
  if (!given.includes(role)) return { failed: "forbidden" };
  if (await isLastOwner(tx, { organisationId, role })) return { failed: "lastOwner" };
  await tx.membership.delete({ where: key });
  await withdrawUnfitInvitations(tx, { actor, inviterId: userId, role: undefined });
  const sessions = await tx.session.updateMany({
    where: { userId, organisationId, endedAt: null },
    data: { endedAt: new Date() },
  });
  const action = userId === actor.userId ? "member.leave" : "member.remove";
  const details = { email: membership.user.email, role, sessionsEnded: sessions.count };
  await writeAuditEvent(tx, { actor, organisationId, action, subject: userId, details });
  return { removed: true };
}
