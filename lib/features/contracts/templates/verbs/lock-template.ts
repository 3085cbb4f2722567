import type { Tx } from "#lib/infra/db/prisma.ts";

/** Until the caller's transaction ends nobody else saves, publishes or retires this template. */
export async function lockTemplate(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook contract template ' || ${id}, 0))`;
}
