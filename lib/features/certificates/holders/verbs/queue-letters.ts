/** Letters that are due, handed to the outbox: each once, whatever happens between looking and committing. */
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { claimLetter, statusLetter } from "../letters.ts";
import { batchesToTell, claimLettersOf, type DueLetter, statusLettersDue } from "../rows/letters.ts";
import { LINK_AGE_MS_MAX } from "../types.ts";

const BATCHES_AT_ONCE = 20;
const STATUSES_AT_ONCE = 1_000;
const ITEMS_A_STATEMENT = 1_000;
/** Later a letter is no news. */
export const LETTER_AGE_MS_MAX: number = LINK_AGE_MS_MAX / 6;

/** @returns how many letters, and whether more may be due */
export async function queueClaimLetters(): Promise<{ letters: number; more: boolean }> {
  const batches = await batchesToTell(BATCHES_AT_ONCE);
  let letters = 0;
  for (const batchId of batches) letters += await prisma().$transaction((tx) => queueBatch(tx, batchId));
  return { letters, more: batches.length === BATCHES_AT_ONCE };
}

async function queueBatch(tx: Tx, batchId: string): Promise<number> {
  // Of workers that found it at once, one writes.
  const { count } = await tx.certificateBatchNotice.createMany({ data: [{ batchId }], skipDuplicates: true });
  return count === 0 ? 0 : await queueDue(tx, await claimLettersOf(tx, batchId), claimLetter);
}

/** Likewise of what became of certificates. */
export async function queueStatusLetters(): Promise<{ letters: number; more: boolean }> {
  return await prisma().$transaction(async (tx) => {
    const due = await statusLettersDue(tx, STATUSES_AT_ONCE);
    return { letters: await queueDue(tx, due, statusLetter), more: due.length === STATUSES_AT_ONCE };
  });
}

async function queueDue(
  tx: Tx,
  due: readonly DueLetter[],
  kind: typeof claimLetter | typeof statusLetter,
): Promise<number> {
  let count = 0;
  for (let from = 0; from < due.length; from += ITEMS_A_STATEMENT) {
    const part = due.slice(from, from + ITEMS_A_STATEMENT);
    const data = part.map(({ certificateId, number }) => ({ certificateId, number }));
    const told = await tx.certificateNotice.createManyAndReturn({ data, skipDuplicates: true });
    const own = new Set(told.map(({ certificateId, number }) => `${certificateId} ${number}`));
    const letters = part.filter(({ certificateId, number }) => own.has(`${certificateId} ${number}`));
    await queueItems(tx, kind, letters.map(itemOf));
    count += letters.length;
  }
  return count;
}

export function itemOf({ certificateId, organisationId, email, locale, number }: DueLetter) {
  const subject = number === 0 ? certificateId : `${certificateId} ${number}`;
  return { recipient: email, locale, subject, organisationId, expiresAt: new Date(Date.now() + LETTER_AGE_MS_MAX) };
}
