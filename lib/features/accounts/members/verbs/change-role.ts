import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { isLastOwner, lockMembers } from "./lock-members.ts";
import { unitFor } from "./unit-for.ts";
import { withdrawUnfitInvitations } from "./withdraw-invitations.ts";

/**
 * Gives a member another role, or the same in another unit, from their next request on. The last owner stays one.
 *
 * @throws {SealbookError} `forbidden`, `gone`, `last_owner`, `unit_unknown`.
 */
export async function changeRole(input: {
  actor: UserActor;
  userId: string;
  role: Role;
  /** In which it will hold; none: the actor's own. */
  unit?: string | null;
}): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "members:manage");
  const { actor, userId, role } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockMembers(tx, organisationId);
  return await proven({ actor, authority: "members:manage", behind }, async (tx, current) => {
    const key = { organisationId_userId: { organisationId, userId } };
    const membership = await tx.membership.findUnique({ where: { ...key, ...within(current) } });
    if (!membership) throw new SealbookError("gone");
    const before = membership.role as Role;
    const given = rolesGivenBy(current.role);
    if (!given.includes(before) || !given.includes(role)) throw new SealbookError("forbidden");
    const unitBefore = membership.unitId;
    const unitId = await unitFor(tx, { by: current, role, unit: input.unit });
    if (before === role && unitBefore === unitId) return { changed: false };
    if (before !== role && (await isLastOwner(tx, { organisationId, role: before })))
      throw new SealbookError("last_owner");
    await tx.membership.update({ where: key, data: { role, unitId } });
    await withdrawUnfitInvitations(tx, { actor: current, inviterId: userId, role, unitId });
    const event = { actor: current, organisationId, action: "member.update", subject: userId } as const;
    await writeAuditEvent(tx, {
      ...event,
      details: { roleBefore: before, role, ...(unitBefore !== unitId && { unitBefore, unit: unitId }) },
    });
    return { changed: true };
  });
}
