/** In which state an organisation is. */

import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

export async function readOrganisationState(organisationId: string, on: Tx = prisma()): Promise<OrganisationState> {
  const last = await on.organisationEvent.findFirst({
    where: { organisationId },
    orderBy: { number: "desc" },
    select: { event: true },
  });
  // The database accepts no other event.
  return (last?.event as OrganisationState | undefined) ?? "active";
}
