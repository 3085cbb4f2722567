/** Notices become letters: all that are due in one, and not one a minute. */
import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { prisma } from "#lib/infra/db/prisma.ts";
import { listRecipients } from "../rows/recipients.ts";

/** What happens within so long after a letter waits for the next. */
const LETTER_INTERVAL_SECONDS = 10 * 60;
/** In one letter, which names the first of them. */
const NOTICES_PER_LETTER_MAX = 500;
/** Of all workers, one groups at a time. */
const ADVISORY_LOCK = 72_707_371;

/**
 * Puts one letter to each recipient into the outbox, about everything that was not told yet; the worker sends it from there.
 *
 * @returns how many letters; 0 when there is nothing to tell, nobody to tell it to, or it is too early
 */
export async function queueLetters(intervalSeconds = LETTER_INTERVAL_SECONDS): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const [turn] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCK}) AS mine`;
    if (!turn?.mine) return 0;
    const due = await tx.$queryRaw<{ alertId: string; event: string }[]>`
      SELECT alert_id AS "alertId", event FROM alert_notice
      WHERE channel = 'mail' AND next_attempt_at <= now() AND NOT EXISTS (
        SELECT FROM alert_notice WHERE channel = 'mail' AND sent_at > now() - make_interval(secs => ${intervalSeconds}))
      ORDER BY created_at LIMIT ${NOTICES_PER_LETTER_MAX} FOR UPDATE`;
    const recipients = due.length > 0 ? await listRecipients({ on: tx }) : [];
    if (recipients.length === 0) return 0;
    const batch = randomUUID();
    const now = new Date();
    await tx.alertNotice.updateMany({
      where: { channel: "mail", OR: due },
      data: { batch, sentAt: now, nextAttemptAt: null },
    });
    await tx.mail.createMany({
      data: recipients.map(({ organisationId, email: recipient, locale }) => {
        return {
          ...{ id: uuidv7(), kind: "alerts", alertBatch: batch, organisationId, recipient, locale },
          ...{ createdAt: now, nextAttemptAt: now },
        };
      }),
    });
    return recipients.length;
  });
}
