import { createHash } from "node:crypto";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { lostLetter } from "../letters.ts";

const HOUR_SECONDS = 60 * 60;
const LETTER_AGE_MS_MAX = 60 * 60 * 1_000;

export interface LostLimits {
  /** One address for any e-mail: an office, or somebody with a list. */
  address: RateLimit;
  /** One e-mail from anywhere: nobody's mailbox is filled. */
  email: RateLimit;
}

export const LOST_LIMITS: LostLimits = {
  address: { name: "certificate lost address", requests: 30, windowSeconds: HOUR_SECONDS },
  email: { name: "certificate lost email", requests: 5, windowSeconds: HOUR_SECONDS },
};

/**
 * Asks for the links to one's certificates by mail. The answer, the limits and the work are the same whether or not there are any.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @throws {SealbookError} `gone` when this installation sends no mail; `too_many_attempts`
 */
export async function askForLink(input: {
  email: string;
  address: string;
  locale: Locale;
  limits?: LostLimits;
}): Promise<void> {
  await requireAttempt(input);
  const { email, locale } = input;
  // Whether any certificate has this address is found out by the worker, so that the time of a request tells nothing.
  const expiresAt = new Date(Date.now() + LETTER_AGE_MS_MAX);
  await queueItems(prisma(), lostLetter, [{ recipient: email, locale, expiresAt }]);
}

async function requireAttempt(input: { email: string; address: string; limits?: LostLimits }): Promise<void> {
  const { email, address, limits = LOST_LIMITS } = input;
  if (!sendsMail) throw new SealbookError("gone");
  await countAttempt(limits.address, callerOfAddress(address));
  // Counters outlive the attempt: they hold no address.
  await countAttempt(limits.email, createHash("sha256").update(email, "utf8").digest("base64url"));
}
