import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";

/**
 * Locks who belongs to the actor's organisation until the caller's transaction ends: changes of members come one after
 * the other, so that two owners who remove each other at once cannot both succeed.
 *
 * @returns the actor as the organisation knows them now, whatever they were when the request came in
 * @throws {SealbookError} `forbidden` when they belong to it no longer.
 */
export async function lockMembers(tx: Tx, actor: UserActor): Promise<UserActor> {
  const { organisationId, userId } = actor;
  // Leaves rows that refer to the organisation, such as new evidence, free to be inserted meanwhile.
  await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
  const membership = await tx.membership.findUnique({
    where: { organisationId_userId: { organisationId, userId } },
    select: { role: true },
  });
  if (!membership) throw new SealbookError("forbidden");
  return { ...actor, role: membership.role as Role };
}

/** As `lockMembers`; `forbidden` also for who may not manage members any more. */
export async function lockMembersAsManager(tx: Tx, actor: UserActor): Promise<UserActor> {
  const current = await lockMembers(tx, actor);
  requirePermission(current, "members:manage");
  return current;
}

/** Whether somebody with this role is the organisation's only owner. Under the lock of `lockMembers`. */
export async function isLastOwner(
  tx: Tx,
  { organisationId, role }: { organisationId: OrganisationId; role: Role },
): Promise<boolean> {
  return role === "owner" && (await tx.membership.count({ where: { organisationId, role: "owner" } })) === 1;
}
