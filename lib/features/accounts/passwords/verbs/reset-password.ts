import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { setPasswordHash } from "#lib/features/accounts/people/verbs/set-password-hash.ts";
import { tellOrganisations } from "#lib/features/accounts/people/verbs/tell-organisations.ts";
import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { hashPassword, refuseWeakPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { DEFAULT_LOCALE, type Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
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
    await tellOrganisations(tx, { actor, userId, action: "password.reset", details: { sessionsEnded } });
    const expiresAt = new Date(Date.now() + CHANGED_AGE_MS_MAX);
    await queueItems(tx, passwordChangedLetter, [{ recipient: open.email, locale, expiresAt }]);
    return { userId };
  });
}
