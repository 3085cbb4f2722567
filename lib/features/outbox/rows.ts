import type { OrganisationId, Role } from "#lib/gate/actor.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { LETTER_AGE_MS_MAX } from "#lib/infra/mail/letter.ts";
import { type MailFailure, sendsMail } from "#lib/infra/mail/transport.ts";
import type { MailState, OutboxRow } from "./types.ts";

export const OUTBOX_PAGE_SIZE = 50;

/** What a mail's state is computed from. */
export interface MailFacts {
  sentAt: Date | null;
  attempts: number;
  nextAttemptAt: Date | null;
  /** null: a letter about alerts, which is not sent after `expiresAt`. */
  invitation: { acceptedAt: Date | null; withdrawnAt: Date | null } | null;
  expiresAt: Date;
}

/** @param sends whether mail leaves this installation */
export function mailState(facts: MailFacts, { sends, now }: { sends: boolean; now: Date }): MailState {
  const { sentAt, attempts, nextAttemptAt, invitation, expiresAt } = facts;
  if (sentAt) return "sent";
  if (invitation?.acceptedAt) return "accepted";
  if (invitation?.withdrawnAt) return "withdrawn";
  if (expiresAt <= now) return "expired";
  if (!sends) return "held";
  if (!nextAttemptAt) return "failed";
  return attempts > 0 ? "retrying" : "waiting";
}

/** The organisation's mail, newest first. What is sent to a person alone is in no organisation's outbox. */
export async function listOutbox(options: { organisationId: OrganisationId } & Cursor): Promise<CursorPage<OutboxRow>> {
  const { id, ...query } = cursorQuery(options, OUTBOX_PAGE_SIZE);
  const found = await prisma().mail.findMany({
    where: { organisationId: options.organisationId, kind: { in: ["invitation", "alerts"] }, id },
    include: { invitation: { include: { invitedBy: { select: { name: true } } } } },
    ...query,
  });
  const now = new Date();
  const rows = found.map(({ invitation, ...mail }): OutboxRow => {
    const { id: mailId, recipient, createdAt, sentAt, attempts } = mail;
    const expiresAt = invitation?.expiresAt ?? new Date(createdAt.getTime() + LETTER_AGE_MS_MAX);
    return {
      id: mailId,
      recipient,
      invitation: invitation ? { role: invitation.role as Role, invitedBy: invitation.invitedBy.name } : undefined,
      createdAt,
      sentAt,
      attempts,
      failure: mail.failure as MailFailure | null,
      state: mailState({ ...mail, invitation, expiresAt }, { sends: sendsMail, now }),
    };
  });
  return cursorPage(rows, { cursor: options, limit: OUTBOX_PAGE_SIZE });
}

/** What a letter of the organisation is about; undefined when it has none of this kind under this id. */
export async function findLetterSubject(options: {
  id: string;
  organisationId: OrganisationId;
  kind: string;
  on: Tx;
}): Promise<string | undefined> {
  const { on, ...where } = options;
  const found = await on.mail.findFirst({ where });
  return found?.invitationId ?? found?.alertBatch ?? undefined;
}
