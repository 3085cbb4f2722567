import { prisma } from "#lib/infra/db/prisma.ts";
import { KEPT_DAYS } from "../types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What came of them in the outbox is deleted as old as they are, a little sooner or later. */
const SLACK_DAYS = 1;

/** Deletes messages that nobody can be told or shown any more. @returns how many */
export async function tidyMessages(now = new Date()): Promise<number> {
  const before = new Date(now.getTime() - (KEPT_DAYS + SLACK_DAYS) * DAY_MS);
  const { count } = await prisma().webhookMessage.deleteMany({ where: { createdAt: { lt: before } } });
  return count;
}
