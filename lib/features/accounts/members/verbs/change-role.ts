import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { isLastOwner, lockMembers } from "./lock-members.ts";
import { withdrawUnfitInvitations } from "./withdraw-invitations.ts";

/**
 * Gives a member another role, from their next request on. The last owner stays one.
 *
 * @throws {SealbookError} `forbidden`, `gone`, `last_owner`.
 */
export async function changeRole(input: {
  actor: UserActor;
  userId: string;
  role: Role;
}): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "members:manage");
  const { actor, userId, role } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockMembers(tx, organisationId);
  return await proven({ actor, authority: "members:manage", behind }, async (tx, current) => {
    const key = { organisationId_userId: { organisationId, userId } };
    const membership = await tx.membership.findUnique({ where: key });
    if (!membership) throw new SealbookError("gone");
    const before = membership.role as Role;
    const given = rolesGivenBy(current.role);
    if (!given.includes(before) || !given.includes(role)) throw new SealbookError("forbidden");
    if (before === role) return { changed: false };
    if (await isLastOwner(tx, { organisationId, role: before })) throw new SealbookError("last_owner");
    await tx.membership.update({ where: key, data: { role } });
    await withdrawUnfitInvitations(tx, { actor: current, inviterId: userId, role });
    const event = { actor: current, organisationId, action: "member.update", subject: userId } as const;
    await writeAuditEvent(tx, { ...event, details: { roleBefore: before, role } });
    return { changed: true };
  });
}
