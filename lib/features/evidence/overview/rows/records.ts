import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/** Whether the organisation ever recorded anything. */
export async function hasRecords(organisationId: OrganisationId): Promise<boolean> {
  return (await prisma().evidence.findFirst({ where: { organisationId }, select: { id: true } })) !== null;
}
