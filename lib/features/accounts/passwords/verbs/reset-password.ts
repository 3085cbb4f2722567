import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import type { LinkActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { hashPassword, type PasswordProblem, passwordProblem } from "#lib/gate/password.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { findOpenReset } from "../rows.ts";

/**
 * Sets a new password for whom the link was made, once. Every session of theirs ends, and every other link of the kind
 * opens nothing any more. Nobody is signed in by it.
 */
export async function resetPassword(input: {
  token: string;
  password: string;
  address: string;
}): Promise<{ reset: true } | { failed: "linkUnusable" | PasswordProblem }> {
  const { token, password, address } = input;
  const open = await findOpenReset(token);
  if (!open) return { failed: "linkUnusable" };
  const weak = passwordProblem(password, [open.email, open.name]);
  if (weak) return { failed: weak };
  const passwordHash = await hashPassword(password);
  return await prisma().$transaction(async (tx) => {
    // First the account: a sign-in with the old password waits for this row, then finds it changed.
    await tx.$queryRaw`SELECT 1 FROM user_account WHERE id = ${open.userId}::uuid FOR NO KEY UPDATE`;
    const link = await consumeLink(tx, { token, purpose: "reset", address });
    if (!link?.userId) return { failed: "linkUnusable" };
    const { actor, userId } = link;
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    const now = new Date();
    await tx.oneTimeLink.updateMany({
      where: { userId, purpose: "reset", usedAt: null, expiresAt: { gt: now } },
      data: { expiresAt: now },
    });
    const sessions = await tx.session.updateMany({
      where: { userId, endedAt: null, expiresAt: { gt: now } },
      data: { endedAt: now },
    });
    await tellOrganisations(tx, { actor, userId, sessionsEnded: sessions.count });
    return { reset: true };
  });
}

/** It concerns every organisation for which the person acts. */
async function tellOrganisations(
  tx: Tx,
  { actor, userId, sessionsEnded }: { actor: LinkActor; userId: string; sessionsEnded: number },
): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { userId }, select: { organisationId: true } });
  const ids = memberships.map(({ organisationId }) => organisationId as OrganisationId);
  for (const organisationId of ids.length > 0 ? ids : [null]) {
    const event = { actor, organisationId, action: "password.reset", subject: userId } as const;
    await writeAuditEvent(tx, { ...event, details: { sessionsEnded } });
  }
}
