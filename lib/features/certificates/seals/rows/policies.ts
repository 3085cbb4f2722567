import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

/** Which seal was asked for when: as the issuer's published history states it. */
export interface SealPolicy {
  /** Base64: the group's public key. */
  key: string;
  threshold: number;
  /** Names, as of when the group was made. */
  approvers: string[];
  from: Date;
  until?: Date;
}

/** Every group that ever had a key, the oldest first. */
export async function listPolicies(organisationId: OrganisationId, tx: Tx): Promise<SealPolicy[]> {
  const groups = await tx.sealGroup.findMany({
    where: { organisationId, fromAt: { not: null } },
    orderBy: { fromAt: "asc" },
  });
  const names = await tx.sealApprover.findMany({
    where: { groupId: { in: groups.map(({ id }) => id) } },
    orderBy: { number: "asc" },
  });
  return groups.flatMap(({ id, commitments: [key], threshold, fromAt, untilAt }) => {
    if (key === undefined || fromAt === null) return [];
    const approvers = names.filter(({ groupId }) => groupId === id).map(({ name }) => name);
    return [{ key, threshold, approvers, from: fromAt, ...(untilAt ? { until: untilAt } : {}) }];
  });
}
