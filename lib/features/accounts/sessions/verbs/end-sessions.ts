import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { requireUser } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Ends one session of the actor's own, this one or another; from then on its cookie opens nothing.
 *
 * @throws {SealbookError} `gone`.
 */
export async function endSession(input: { actor: UserActor; sessionId: string }): Promise<void> {
  requireUser(input.actor);
  const ended = await endOwnSessions(input.actor, { id: input.sessionId });
  if (ended === 0) throw new SealbookError("gone");
}

/** Ends every session of the actor's own but the one that asks. */
export async function endOtherSessions(input: { actor: UserActor }): Promise<{ ended: number }> {
  requireUser(input.actor);
  return { ended: await endOwnSessions(input.actor, { id: { not: input.actor.sessionId } }) };
}

/** Ends somebody's sessions in the caller's transaction: all, all but one, or those in one organisation. @returns how many */
export async function endSessionsOf(
  tx: Tx,
  { except, ...whose }: { userId: string; organisationId?: OrganisationId; except?: string },
): Promise<number> {
  const now = new Date();
  const { count } = await tx.session.updateMany({
    where: { ...whose, id: { not: except }, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now },
  });
  return count;
}

/** Ends in the caller's transaction every session that the organisation's provider vouches for. */
export async function endVouchedSessions(tx: Tx, organisationId: OrganisationId): Promise<number> {
  const now = new Date();
  const { count } = await tx.session.updateMany({
    where: { ssoOrganisationId: organisationId, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now },
  });
  return count;
}

async function endOwnSessions(actor: UserActor, which: { id: string | { not: string } }): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const now = new Date();
    const sessions = await tx.session.updateManyAndReturn({
      where: { ...which, ...within(actor), userId: actor.userId, endedAt: null, expiresAt: { gt: now } },
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

/** Whom a provider vouches for sees and ends what happens in its organisation. */
function within({ vouched, organisationId }: UserActor): { organisationId?: OrganisationId } {
  return vouched ? { organisationId } : {};
}
