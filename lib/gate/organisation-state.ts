/** In which state an institution is, and how it came to be. */

import type { OrganisationEvent, OrganisationState } from "#lib/features/accounts/organisations/types.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

export async function readOrganisationState(organisationId: string, on: Tx = prisma()): Promise<OrganisationState> {
  const last = await on.organisationEvent.findFirst({
    where: { organisationId },
    orderBy: { number: "desc" },
    select: { event: true },
  });
  // The database accepts no other event.
  return (last?.event as OrganisationState | undefined) ?? "active";
}

/** @throws {SealbookError} `organisation_suspended` when the institution may not record. */
export async function refuseSuspended(organisationId: string, on: Tx = prisma()): Promise<void> {
  const state = await readOrganisationState(organisationId, on);
  if (state !== "active") throw new SealbookError(`organisation_${state}`);
}

/** The life of an institution, newest first; empty when nothing but its making ever happened. */
export async function listOrganisationEvents(organisationId: string): Promise<OrganisationEvent[]> {
  const rows = await prisma().organisationEvent.findMany({
    where: { organisationId },
    orderBy: { number: "desc" },
    include: { user: { select: { id: true, name: true } } },
  });
  return rows.map(({ number, event, note, at, user }) => ({
    number,
    event: event as OrganisationState,
    user: user ?? undefined,
    note,
    at,
  }));
}
