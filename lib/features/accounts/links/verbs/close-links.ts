import type { Prisma, Tx } from "#lib/infra/db/prisma.ts";

/** Closes links that still open something, in the caller's transaction: from then on they open nothing. */
export async function closeLinks(
  tx: Tx,
  which: Pick<Prisma.OneTimeLinkWhereInput, "purpose" | "organisationId" | "userId" | "email">,
): Promise<void> {
  const now = new Date();
  await tx.oneTimeLink.updateMany({
    where: { ...which, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
}
