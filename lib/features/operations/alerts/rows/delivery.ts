import { prisma } from "#lib/infra/db/prisma.ts";

/** Messages to a program that it has not taken so far. */
export async function countFailingNotices(): Promise<number> {
  return await prisma().alertNotice.count({
    where: { channel: "webhook", nextAttemptAt: { not: null }, failure: { not: null } },
  });
}
