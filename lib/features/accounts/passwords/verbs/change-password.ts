import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { setPasswordHash } from "#lib/features/accounts/people/verbs/set-password-hash.ts";
import { tellOrganisations } from "#lib/features/accounts/people/verbs/tell-organisations.ts";
import { checkPassword } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { requirePasswordUnchanged } from "#lib/features/accounts/sessions/verbs/require-password-unchanged.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { hashPassword, refuseWeakPassword } from "#lib/gate/password.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { CHANGED_AGE_MS_MAX, passwordChangedLetter } from "../letters.ts";
import { readNames } from "../rows.ts";

export interface ChangeInput {
  actor: UserActor;
  /** The password until now. */
  current: string;
  password: string;
  /** Of a browser in which the account was signed in before: lib/gate/known-device.ts. */
  device?: string | undefined;
  /** Of the letter that tells of it. */
  locale: Locale;
}

/**
 * Gives the actor another password. Every other session of theirs ends, and no link to a new password opens anything any more. A
 * letter tells the account's address.
 *
 * @throws {SealbookError} `password_wrong` of the field `current`, `password_same` of the field `password`, `too_many_attempts`; as
 *   `refuseWeakPassword`.
 */
export async function changePassword(input: ChangeInput): Promise<{ sessionsEnded: number }> {
  requireUser(input.actor);
  const { actor, current, password, device, locale } = input;
  const { userId, sessionId } = actor;
  const { email, name, organisations } = await readNames(userId);
  const known = await checkPassword({ email, password: current, address: actor.address, device }).catch(inForm);
  refuseWeakPassword(password, [email, name, ...organisations]);
  if (password === current) throw new SealbookError("password_same", { field: "password" });
  const passwordHash = await hashPassword(password);
  // A sign-in with the old password waits for this row, then finds it changed.
  const behind = (tx: Tx) => tx.$queryRaw`SELECT 1 FROM user_account WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    await requirePasswordUnchanged(tx, known).catch(inForm);
    await setPasswordHash(tx, { userId, passwordHash });
    await closeLinks(tx, { userId, purpose: "reset" });
    const sessionsEnded = await endSessionsOf(tx, { userId, except: sessionId });
    await tellOrganisations(tx, { actor, userId, action: "password.change", details: { sessionsEnded } });
    const expiresAt = new Date(Date.now() + CHANGED_AGE_MS_MAX);
    await queueItems(tx, passwordChangedLetter, [{ recipient: email, locale, subject: userId, expiresAt }]);
    return { sessionsEnded };
  });
}

/** The form asks for the password alone. */
function inForm(error: unknown): never {
  if (error instanceof SealbookError && error.code === "credentials_wrong") {
    throw new SealbookError("password_wrong", { field: "current" });
  }
  throw error;
}
