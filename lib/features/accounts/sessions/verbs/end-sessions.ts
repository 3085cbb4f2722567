import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/** Ends one session of the actor's own, this one or another; from then on its cookie opens nothing. */
export async function endSession(input: {
  actor: UserActor;
  sessionId: string;
}): Promise<{ ended: number } | { failed: "gone" }> {
  const ended = await endOwnSessions(input.actor, { id: input.sessionId });
  return ended === 0 ? { failed: "gone" } : { ended };
}

/** Ends every session of the actor's own but the one that asks. */
export async function endOtherSessions(input: { actor: UserActor }): Promise<{ ended: number }> {
  return { ended: await endOwnSessions(input.actor, { id: { not: input.actor.sessionId } }) };
}

async function endOwnSessions(actor: UserActor, which: { id: string | { not: string } }): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const now = new Date();
    const sessions = await tx.session.updateManyAndReturn({
      where: { ...which, userId: actor.userId, endedAt: null, expiresAt: { gt: now } },
      data: { endedAt: now },
      select: { id: true },
    });
    for (const { id } of sessions) {
      const event = { actor, organisationId: actor.organisationId, action: "session.end", subject: id } as const;
      await writeAuditEvent(tx, { ...event, details: { own: id === actor.sessionId } });
    }
    return sessions.length;
  });
}
