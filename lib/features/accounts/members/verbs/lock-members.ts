import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";

/**
 * Locks who belongs to the organisation until the caller's transaction ends: changes of members come one after the other,
 * so that two owners who remove each other at once cannot both succeed. Who changes them is proven behind it.
 */
export async function lockMembers(tx: Tx, organisationId: OrganisationId): Promise<void> {
  // Leaves rows that refer to the organisation, such as new evidence, free to be inserted meanwhile.
  await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
}

/** Whether somebody with this role is the organisation's only owner. Under the lock of `lockMembers`. */
export async function isLastOwner(
  tx: Tx,
  { organisationId, role }: { organisationId: OrganisationId; role: Role },
): Promise<boolean> {
  return role === "owner" && (await tx.membership.count({ where: { organisationId, role: "owner" } })) === 1;
}
