import { counterKey } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { RESET_AGE_MS_MAX, resetLetter } from "../letters.ts";

const HOUR_SECONDS = 60 * 60;

export interface ResetLimits {
  /** One address for any e-mail: an office, or somebody with a list. */
  address: RateLimit;
  /** One e-mail from anywhere: nobody's mailbox is filled. */
  email: RateLimit;
}

export const RESET_LIMITS: ResetLimits = {
  address: { name: "reset address", requests: 30, windowSeconds: HOUR_SECONDS },
  email: { name: "reset email", requests: 5, windowSeconds: HOUR_SECONDS },
};

export interface ResetRequest {
  /** In lower case, as `emailSchema` gives it. */
  email: string;
  address: string;
  locale: Locale;
}

/**
 * Asks for a link by mail. The answer, the limits and the work are the same whether or not anybody has this e-mail.
 *
 * @throws {SealbookError} `gone` when this installation sends no mail: its operator makes the link; `too_many_attempts`.
 */
export async function requestReset(request: ResetRequest, limits: ResetLimits = RESET_LIMITS): Promise<void> {
  const { email, locale } = request;
  if (!sendsMail) throw new SealbookError("gone");
  const counters: [RateLimit, string][] = [
    [limits.address, callerOfAddress(request.address)],
    [limits.email, counterKey(email)],
  ];
  for (const [limit, caller] of counters) await countAttempt(limit, caller);
  // Whether anybody has this address is found out by the worker, so that the time of a request tells nothing.
  const expiresAt = new Date(Date.now() + RESET_AGE_MS_MAX);
  await queueItems(prisma(), resetLetter, [{ recipient: email, locale, expiresAt }]);
}
