import type { Tx } from "#lib/infra/db/prisma.ts";

/** Until the caller's transaction ends nobody else changes the organisation's logo, there being one or not. */
export async function lockLogo(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook logo ' || ${organisationId}, 0))`;
}
