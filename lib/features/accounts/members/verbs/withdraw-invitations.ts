import { reachedFrom } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Prisma, Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { lockMembers } from "./lock-members.ts";

/**
 * Closes an unanswered invitation of the actor's organisation: its links open nothing from then on.
 *
 * @throws {SealbookError} `forbidden`; `gone` when it is closed, or offers a role that the actor does not take away.
 */
export async function withdrawInvitation(input: { actor: UserActor; invitationId: string }): Promise<void> {
  requirePermission(input.actor, "members:manage");
  const { actor, invitationId } = input;
  const behind = (tx: Tx) => lockMembers(tx, actor.organisationId);
  await proven({ actor, authority: "members:manage", behind }, async (tx, current) => {
    const role = { in: [...rolesGivenBy(current.role)] };
    const count = await withdraw(tx, { actor: current, where: { ...within(current), id: invitationId, role } });
    if (count === 0) throw new SealbookError("gone");
  });
}

/**
 * Closes what somebody offered who could not offer it any more, in the caller's transaction: who was removed does not
 * come back by an invitation that they sent to themselves.
 *
 * @param input.role, unitId the inviter's role and unit from now on; undefined when they belong to the organisation no longer
 */
export async function withdrawUnfitInvitations(
  tx: Tx,
  input: { actor: UserActor; inviterId: string; role: Role | undefined; unitId?: string | null },
): Promise<number> {
  const { actor, inviterId, role, unitId = null } = input;
  const given = role ? [...rolesGivenBy(role)] : [];
  const units = unitId === null ? null : await reachedFrom(tx, unitId);
  const isBeyond = units && { OR: [{ unitId: null }, { unitId: { notIn: units } }] };
  const where = { invitedById: inviterId, OR: [{ role: { notIn: given } }, ...(isBeyond ? [isBeyond] : [])] };
  return await withdraw(tx, { actor, where });
}

async function withdraw(
  tx: Tx,
  { actor, where }: { actor: UserActor; where: Prisma.InvitationWhereInput },
): Promise<number> {
  const { organisationId } = actor;
  const closed = await tx.invitation.updateManyAndReturn({
    where: { ...where, organisationId, acceptedAt: null, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
    select: { id: true, email: true, role: true },
  });
  for (const { id, ...details } of closed) {
    await writeAuditEvent(tx, { actor, organisationId, action: "invitation.withdraw", subject: id, details });
  }
  return closed.length;
}
