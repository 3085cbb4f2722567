import type { Tx } from "#lib/infra/db/prisma.ts";

/** Until the caller's transaction ends nobody else changes the organisation, whichever one it is. */
export async function lockOrganisation(tx: Tx, organisationId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR UPDATE`;
}
