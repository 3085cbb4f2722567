import { prisma } from "#lib/infra/db/prisma.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Gives up what is of no use any more, and deletes what has been kept for long enough.
 *
 * @returns how many were given up
 */
export async function tidyOutbox(kinds: readonly { kind: string; keptDays?: number }[]): Promise<number> {
  const count = await prisma().$executeRaw`
    UPDATE outbox_item SET next_attempt_at = NULL, failure = coalesce(failure, 'expired')
    WHERE next_attempt_at IS NOT NULL AND expires_at <= now()`;
  for (const { kind, keptDays } of kinds) {
    if (keptDays === undefined) continue;
    const before = new Date(Date.now() - keptDays * DAY_MS);
    await prisma().outboxItem.deleteMany({ where: { kind, nextAttemptAt: null, createdAt: { lt: before } } });
  }
  return count;
}
