import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import type { OrganisationId, Role } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { type Letter, type MailFailure, sendLetter } from "#lib/infra/mail/transport.ts";
import { writeAlertLetter } from "../letters/alert-letter.ts";
import { invitationLetter, resetLetter } from "../letters/letters.ts";

const MINUTE_MS = 60_000;
/** Longer than an attempt can take (the transport's timeouts): nobody takes up what is being sent. */
const RETRY_MS_MIN = 2 * MINUTE_MS;
const RETRY_MS_MAX = 4 * 60 * MINUTE_MS;
export const ATTEMPTS_MAX = 12;
/** Who asked for a reset is not answered later than this. */
const RESET_AGE_MS_MAX = 60 * MINUTE_MS;

const worker = { kind: "worker" } as const;

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
 * @returns undefined when none is due
 */
export async function sendDueMail(): Promise<SentMail | undefined> {
  const claimed = await prisma().$transaction(claimDueMail);
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
async function claimDueMail(tx: Tx): Promise<Claimed | undefined> {
  const rows = await tx.$queryRaw<{ id: string; attempts: number }[]>`
    SELECT id, attempts FROM mail WHERE next_attempt_at <= now()
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  const [due] = rows;
  if (!due) return undefined;
  const retryMs = Math.min(RETRY_MS_MIN * 2 ** due.attempts, RETRY_MS_MAX);
  const mail = await tx.mail.update({
    where: { id: due.id },
    data: { attempts: due.attempts + 1, nextAttemptAt: new Date(Date.now() + retryMs) },
    include: { invitation: { include: { invitedBy: true, organisation: true } } },
  });
  const { id, kind, recipient, attempts } = mail;
  return { id, kind, recipient, attempts, letter: await write(tx, mail) };
}

type MailRow = Parameters<typeof writeInvitation>[1] & Parameters<typeof writeAlertLetter>[1] & { kind: string };

async function write(tx: Tx, mail: MailRow): Promise<Letter | undefined> {
  if (mail.kind === "alerts") return await writeAlertLetter(tx, mail);
  return mail.kind === "reset" ? await writeReset(tx, mail) : await writeInvitation(tx, mail);
}

type InvitationRow = {
  id: string;
  organisationId: string;
  email: string;
  role: string;
  expiresAt: Date;
  acceptedAt: Date | null;
  withdrawnAt: Date | null;
  invitedBy: { name: string; email: string };
  organisation: { name: string };
};

async function writeInvitation(
  tx: Tx,
  { invitation, locale }: { invitation: InvitationRow | null; locale: string },
): Promise<Letter | undefined> {
  if (!invitation || invitation.acceptedAt || invitation.withdrawnAt) return undefined;
  const { id: invitationId, email, expiresAt, invitedBy, organisation } = invitation;
  if (expiresAt <= new Date()) return undefined;
  // Read from a row of the mail that the gate's organisation has queued.
  const organisationId = invitation.organisationId as OrganisationId;
  const link = await createLink(tx, {
    actor: worker,
    purpose: "invite",
    organisationId,
    email,
    invitationId,
    expiresAt,
  });
  return invitationLetter({
    locale: locale as Locale,
    organisation: organisation.name,
    inviter: invitedBy.name,
    inviterEmail: invitedBy.email,
    role: invitation.role as Role,
    url: link.url,
    expiresAt,
  });
}

async function writeReset(
  tx: Tx,
  { recipient: email, locale, createdAt }: { recipient: string; locale: string; createdAt: Date },
): Promise<Letter | undefined> {
  if (Date.now() - createdAt.getTime() > RESET_AGE_MS_MAX) return undefined;
  const user = await tx.user.findUnique({ where: { email }, select: { id: true, name: true } });
  if (!user) return undefined;
  const { url, expiresAt } = await createLink(tx, { actor: worker, purpose: "reset", userId: user.id, email });
  return resetLetter({ locale: locale as Locale, name: user.name, url, expiresAt });
}
