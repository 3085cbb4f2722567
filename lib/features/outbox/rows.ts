import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import type { LetterFailure, LetterRow, LetterState } from "./types.ts";

export const OUTBOX_PAGE_SIZE = 50;

interface LetterFacts {
  failure: string | null;
  sentAt: Date | null;
  attempts: number;
  nextAttemptAt: Date | null;
  expiresAt: Date;
}

function letterState({ failure, sentAt, attempts, nextAttemptAt, expiresAt }: LetterFacts, now: Date): LetterState {
  if (sentAt) return failure === null ? "sent" : "failed";
  if (expiresAt <= now) return "expired";
  if (!sendsMail) return "held";
  if (!nextAttemptAt) return "failed";
  return attempts > 0 ? "retrying" : "waiting";
}

/** The organisation's letters, newest first. What is sent to a person alone is in no organisation's outbox. */
export async function listLetters(
  options: { organisationId: OrganisationId } & Cursor,
): Promise<CursorPage<LetterRow>> {
  const { id, ...query } = cursorQuery(options, OUTBOX_PAGE_SIZE);
  const { organisationId } = options;
  const found = await prisma().outboxItem.findMany({ where: { organisationId, channel: "mail", id }, ...query });
  const now = new Date();
  const rows = found.map((item): LetterRow => {
    const { kind, recipient, createdAt, sentAt, attempts } = item;
    const failure = item.failure as LetterFailure | null;
    const subject = item.subject ?? undefined;
    return {
      id: item.id,
      kind,
      subject,
      recipient,
      createdAt,
      sentAt,
      attempts,
      failure,
      state: letterState(item, now),
    };
  });
  return cursorPage(rows, { cursor: options, limit: OUTBOX_PAGE_SIZE });
}

/** What became of the newest letter of a kind about something; undefined where none was ever written. */
export async function findNewestLetter(about: {
  organisationId: OrganisationId;
  kind: string;
  subject: string;
}): Promise<Pick<LetterRow, "recipient" | "createdAt" | "sentAt" | "failure" | "state"> | undefined> {
  const item = await prisma().outboxItem.findFirst({
    where: { ...about, channel: "mail" },
    orderBy: { number: "desc" },
  });
  if (!item) return undefined;
  const { recipient, createdAt, sentAt } = item;
  const failure = item.failure as LetterFailure | null;
  return { recipient, createdAt, sentAt, failure, state: letterState(item, new Date()) };
}

/** What a letter of the organisation is about; undefined when it has none of this kind under this id. */
export async function findLetterSubject(options: {
  id: string;
  organisationId: OrganisationId;
  kind: string;
  on: Tx;
}): Promise<string | undefined> {
  const { on, ...where } = options;
  const found = await on.outboxItem.findFirst({ where: { ...where, channel: "mail" }, select: { subject: true } });
  return found?.subject ?? undefined;
}

/** How many of these kinds failed and are tried again. */
export async function countFailing(kinds: readonly string[]): Promise<number> {
  const where = { kind: { in: [...kinds] }, nextAttemptAt: { not: null }, failure: { not: null } };
  return await prisma().outboxItem.count({ where });
}

/** How many letters of the organisation since then came back, were given up or ran out, and how many failed and are tried again. */
export async function countLettersInTrouble(options: {
  organisationId: OrganisationId;
  since: Date;
}): Promise<{ failed: number; retrying: number }> {
  const { organisationId, since } = options;
  const letters = { organisationId, channel: "mail", createdAt: { gte: since }, failure: { not: null } };
  const [failed, retrying] = await Promise.all([
    prisma().outboxItem.count({ where: { ...letters, nextAttemptAt: null } }),
    prisma().outboxItem.count({ where: { ...letters, nextAttemptAt: { not: null } } }),
  ]);
  return { failed, retrying };
}
