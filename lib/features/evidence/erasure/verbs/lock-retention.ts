import type { Tx } from "#lib/infra/db/prisma.ts";

/** One record at a time is held, released or erased, and no rule is made or taken away meanwhile. Until the transaction ends. */
export async function lockRetention(
  tx: Tx,
  { organisationId, evidenceId }: { organisationId: string; evidenceId?: string },
): Promise<void> {
  const rules = `sealbook retention ${organisationId}`;
  if (evidenceId === undefined) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${rules}, 0))`;
    return;
  }
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${rules}, 0))`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook erasure ' || ${evidenceId}, 0))`;
}
