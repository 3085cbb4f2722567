/** In which state an organisation is. */

import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
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

/** @throws {SealbookError} `organisation_suspended` when the organisation may not record. */
export async function refuseSuspended(organisationId: string, on: Tx = prisma()): Promise<void> {
  const state = await readOrganisationState(organisationId, on);
  if (state !== "active") throw new SealbookError(`organisation_${state}`);
}
