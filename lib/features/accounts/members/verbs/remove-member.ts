import { revokeKeysOf } from "#lib/features/accounts/api-keys/verbs/revoke-keys-of.ts";
import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission, requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { isLastOwner, lockMembers } from "./lock-members.ts";
import { withdrawUnfitInvitations } from "./withdraw-invitations.ts";

/**
 * Ends somebody's membership, and at once every session in which they act for the organisation; with `revokeKeys` also
 * the keys that they made for it.
 *
 * @throws {SealbookError} `forbidden`, `gone`, `last_owner`.
 */
export async function removeMember(input: { actor: UserActor; userId: string; revokeKeys?: boolean }): Promise<void> {
  requirePermission(input.actor, "members:manage");
  const { actor, userId, revokeKeys = false } = input;
  const behind = (tx: Tx) => lockMembers(tx, actor.organisationId);
  await proven({ actor, authority: "members:manage", behind }, async (tx, current) => {
    await endMembership(tx, { actor: current, userId, given: rolesGivenBy(current.role) });
    if (revokeKeys) await revokeKeysOf(tx, { actor: current, userId });
  });
}

/**
 * Ends the actor's own membership; whatever their role, unless they are the last owner.
 *
 * @throws {SealbookError} `forbidden` when they belong to the organisation no longer, `last_owner`.
 */
export async function leaveOrganisation(input: { actor: UserActor }): Promise<void> {
  requireUser(input.actor);
  const { actor } = input;
  const behind = (tx: Tx) => lockMembers(tx, actor.organisationId);
  await proven({ actor, authority: "own", behind }, async (tx, current) => {
    await endMembership(tx, { actor: current, userId: current.userId, given: [current.role] });
  });
}

/** Under the lock of `lockMembers`. `given`: the roles that the actor may take away. */
async function endMembership(
  tx: Tx,
  { actor, userId, given }: { actor: UserActor; userId: string; given: readonly Role[] },
): Promise<void> {
  const { organisationId } = actor;
  const key = { organisationId_userId: { organisationId, userId } };
  const membership = await tx.membership.findUnique({ where: { ...key, ...within(actor) }, include: { user: true } });
  if (!membership) throw new SealbookError("gone");
  const role = membership.role as Role;
  if (!given.includes(role)) throw new SealbookError("forbidden");
  if (await isLastOwner(tx, { organisationId, role })) throw new SealbookError("last_owner");
  await tx.membership.delete({ where: key });
  await withdrawUnfitInvitations(tx, { actor, inviterId: userId, role: undefined });
  const sessionsEnded = await endSessionsOf(tx, { userId, organisationId });
  const action = userId === actor.userId ? "member.leave" : "member.remove";
  const details = { email: membership.user.email, role, sessionsEnded };
  await writeAuditEvent(tx, { actor, organisationId, action, subject: userId, details });
}
