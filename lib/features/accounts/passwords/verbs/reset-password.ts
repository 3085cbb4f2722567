import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { setPasswordHash } from "#lib/features/accounts/members/verbs/set-password-hash.ts";
import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import type { LinkActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { hashPassword, refuseWeakPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { DEFAULT_LOCALE, type Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { CHANGED_AGE_MS_MAX, passwordChangedLetter } from "../letters.ts";
import { findOpenReset } from "../rows.ts";

export interface ResetInput {
  token: string;
  password: string;
  address: string;
  /** Of the letter that tells of it. */
  locale?: Locale;
}

/**
 * Sets a new password for whom the link was made, once. Every session of theirs ends, and every other link of the kind
 * opens nothing any more. A letter tells the account's address. Nobody is signed in by it.
 *
 * @throws {SealbookError} `link_invalid`; as `refuseWeakPassword`.
 */
export async function resetPassword(input: ResetInput): Promise<{ userId: string }> {
  const open = requireLink(await findOpenReset(input.token));
  const { token, password, address, locale = DEFAULT_LOCALE } = input;
  refuseWeakPassword(password, [open.email, open.name, ...open.organisations]);
  const passwordHash = await hashPassword(password);
  return await prisma().$transaction(async (tx) => {
    // First the account: a sign-in with the old password waits for this row, then finds it changed.
    await tx.$queryRaw`SELECT 1 FROM user_account WHERE id = ${open.userId}::uuid FOR NO KEY UPDATE`;
    const link = await consumeLink(tx, { token, purpose: "reset", address });
    const { actor } = link;
    const userId = requireLink(link.userId ?? undefined);
    await setPasswordHash(tx, { userId, passwordHash });
    await closeLinks(tx, { userId, purpose: "reset" });
    const sessionsEnded = await endSessionsOf(tx, { userId });
    await tellOrganisations(tx, { actor, userId, sessionsEnded });
    const expiresAt = new Date(Date.now() + CHANGED_AGE_MS_MAX);
    await queueItems(tx, passwordChangedLetter, [{ recipient: open.email, locale, expiresAt }]);
    return { userId };
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
