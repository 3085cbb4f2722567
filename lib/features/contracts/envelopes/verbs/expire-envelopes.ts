import { prisma } from "#lib/infra/db/prisma.ts";
import { endEnvelope } from "./end-envelope.ts";
import { holdEnvelope } from "./write-event.ts";

const AT_ONCE = 100;

/** Contracts whose time is over. @returns how many */
export async function expireEnvelopes(now: Date = new Date()): Promise<number> {
  const due = await prisma().contractEnvelope.findMany({
    where: { sentAt: { not: null }, endedAt: null, expiresAt: { lte: now } },
    select: { id: true },
    orderBy: { expiresAt: "asc" },
    take: AT_ONCE,
  });
  for (const { id } of due) {
    await prisma().$transaction(async (tx) => {
      const envelope = await holdEnvelope(tx, id);
      // Meanwhile it may have been completed, or got more time.
      if (envelope.state === "sent" && envelope.expiresAt <= now) await endEnvelope(tx, { envelope, as: "expired" });
    });
  }
  return due.length;
}
