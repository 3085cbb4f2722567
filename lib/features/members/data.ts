import type { OrganisationId, Role } from "#lib/infra/auth/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Member } from "./types.ts";

const MEMBERS_SHOWN_MAX = 500;

/** Who belongs to the organisation, longest first. */
export async function listMembers(organisationId: OrganisationId): Promise<Member[]> {
  const rows = await prisma().membership.findMany({
    where: { organisationId },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    take: MEMBERS_SHOWN_MAX,
  });
  return rows.map(({ userId, user, role, createdAt }) => ({ userId, ...user, role: role as Role, since: createdAt }));
}
