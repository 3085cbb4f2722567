/** What happened to alerts becomes letters: all of it in one, and not one a minute. */
import { randomUUID } from "node:crypto";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ALERT_LETTER_AGE_MS_MAX, alertsLetter } from "../letters.ts";
import { listRecipients } from "../rows/recipients.ts";
import { takeUntold } from "./take-untold.ts";

/** What happens within so long after a letter waits for the next. */
const LETTER_INTERVAL_SECONDS = 10 * 60;
/** Of all workers, one groups at a time. */
const ADVISORY_LOCK = 72_707_371;

/**
 * Puts one letter to each recipient into the outbox, about everything that was not told yet.
 *
 * @returns how many letters; 0 when there is nothing to tell, nobody to tell it to, or it is too early
 */
export async function queueLetters(intervalSeconds = LETTER_INTERVAL_SECONDS): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const [turn] = await tx.$queryRaw<{ mine: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCK}) AND NOT EXISTS (SELECT FROM alert_notice
        WHERE channel = 'mail' AND at > now() - make_interval(secs => ${intervalSeconds})) AS mine`;
    if (!turn?.mine) return 0;
    const recipients = await listRecipients({ on: tx });
    if (recipients.length === 0) return 0;
    const batch = randomUUID();
    const notices = await takeUntold(tx, { channel: "mail", batch });
    if (notices.length === 0) return 0;
    const letter = { subject: batch, expiresAt: new Date(Date.now() + ALERT_LETTER_AGE_MS_MAX) };
    const letters = recipients.map(({ organisationId, email, locale }) => {
      return { ...letter, organisationId, recipient: email, locale };
    });
    await queueItems(tx, alertsLetter, letters);
    return letters.length;
  });
}
