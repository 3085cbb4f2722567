import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { LetterKind } from "#lib/infra/mail/letter.ts";
import { type Letter, type MailFailure, sendLetter } from "#lib/infra/mail/transport.ts";

const MINUTE_MS = 60_000;
/** Longer than an attempt can take (the transport's timeouts): nobody takes up what is being sent. */
const RETRY_MS_MIN = 2 * MINUTE_MS;
const RETRY_MS_MAX = 4 * 60 * MINUTE_MS;
export const ATTEMPTS_MAX = 12;

export interface SentMail {
  id: string;
  kind: string;
  /** dropped: it has become pointless, or nobody has this address. */
  outcome: "sent" | "failed" | "dropped";
  attempts: number;
  reason?: string;
}

interface Claimed {
  id: string;
  kind: string;
  recipient: string;
  attempts: number;
  /** undefined: there is nothing to send. */
  letter: Letter | undefined;
}

/**
 * Sends the mail that is due longest, if there is one.
 *
 * An attempt is counted and committed before it is made. After a crash during it the mail is due again later, and may
 * arrive twice under one Message-ID; it is never lost.
 *
 * @param letters the kinds that can be written; one of another kind stays
 * @returns undefined when none is due
 */
export async function sendDueMail(letters: readonly LetterKind[]): Promise<SentMail | undefined> {
  const claimed = await prisma().$transaction((tx) => claimDueMail(tx, letters));
  if (!claimed) return undefined;
  const { id, kind, recipient, attempts, letter } = claimed;
  if (!letter) {
    await close(claimed, {});
    return { id, kind, attempts, outcome: "dropped" };
  }
  const result = await sendLetter(letter, { id, to: recipient });
  if (!result) {
    await close(claimed, { sentAt: new Date() });
    return { id, kind, attempts, outcome: "sent" };
  }
  const { failed, reason } = result;
  if (failed === "rejected" || attempts >= ATTEMPTS_MAX) await close(claimed, { failure: failed });
  else await prisma().mail.updateMany({ where: { id }, data: { failure: failed } });
  return { id, kind, attempts, outcome: "failed", reason };
}

/** A reset's mail leaves no trace of who asked for it; an invitation's stays in the outbox. */
async function close({ id, kind }: Claimed, end: { sentAt?: Date; failure?: MailFailure }): Promise<void> {
  if (kind === "reset") await prisma().mail.deleteMany({ where: { id } });
  else await prisma().mail.updateMany({ where: { id }, data: { failure: null, ...end, nextAttemptAt: null } });
}

/** Several workers may claim at once: each mail goes to one of them. */
async function claimDueMail(tx: Tx, letters: readonly LetterKind[]): Promise<Claimed | undefined> {
  const kinds = letters.map(({ kind }) => kind);
  const rows = await tx.$queryRaw<{ id: string; attempts: number }[]>`
    SELECT id, attempts FROM mail WHERE next_attempt_at <= now() AND kind = ANY (${kinds})
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  const [due] = rows;
  if (!due) return undefined;
  const retryMs = Math.min(RETRY_MS_MIN * 2 ** due.attempts, RETRY_MS_MAX);
  const mail = await tx.mail.update({
    where: { id: due.id },
    data: { attempts: due.attempts + 1, nextAttemptAt: new Date(Date.now() + retryMs) },
  });
  const { id, kind, recipient, attempts, createdAt } = mail;
  const subject = mail.invitationId ?? mail.alertBatch ?? undefined;
  const letter = await letters
    .find((each) => each.kind === kind)
    ?.write(tx, { id, subject, recipient, createdAt, locale: mail.locale as Locale });
  return { id, kind, recipient, attempts, letter };
}
