import type { Tx } from "#lib/infra/db/prisma.ts";
import { type ItemKind, wakeOutbox } from "./queue-items.ts";

/**
 * Sends what was not sent yet anew, as if it had never been tried.
 *
 * @returns false when there is none about this subject: it was sent, or never queued
 */
export async function renewItem(
  tx: Tx,
  { channel, kind }: ItemKind,
  { subject, expiresAt }: { subject: string; expiresAt: Date },
): Promise<boolean> {
  const { count } = await tx.outboxItem.updateMany({
    where: { channel, kind, subject, sentAt: null },
    data: { attempts: 0, nextAttemptAt: new Date(), failure: null, expiresAt },
  });
  if (count > 0) await wakeOutbox(tx);
  return count > 0;
}

/**
 * Sends an item that is done with once more, also one that was taken.
 *
 * @returns false when there is none
 */
export async function repeatItem(
  tx: Tx,
  { channel, kind, recipient }: ItemKind & { recipient: string },
  { id, expiresAt }: { id: string; expiresAt: Date },
): Promise<boolean> {
  const { count } = await tx.outboxItem.updateMany({
    where: { id, channel, kind, recipient },
    data: { attempts: 0, nextAttemptAt: new Date(), sentAt: null, failure: null, expiresAt },
  });
  if (count > 0) await wakeOutbox(tx);
  return count > 0;
}
