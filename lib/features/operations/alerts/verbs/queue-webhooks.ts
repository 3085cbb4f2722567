import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { alertDeliveries, webhookTarget } from "../letters.ts";
import { NOTICE_DAYS_MAX, takeUntold } from "./take-untold.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** The program of whoever runs the installation. */
const RECIPIENT = "operators";

/**
 * Puts a message about each alert that opened or ended into the outbox, when a program is to be told.
 *
 * @returns how many
 */
export async function queueWebhooks(): Promise<number> {
  if (!webhookTarget()) return 0;
  return await prisma().$transaction(async (tx) => {
    const notices = await takeUntold(tx, { channel: "webhook" });
    const expiresAt = new Date(Date.now() + NOTICE_DAYS_MAX * DAY_MS);
    // That one opened goes before that it ended.
    for (const event of ["opened", "resolved"] as const) {
      const about = notices.filter((notice) => notice.event === event);
      const items = about.map(({ alertId: subject }) => ({ recipient: RECIPIENT, subject, expiresAt }));
      await queueItems(tx, alertDeliveries[event], items);
    }
    return notices.length;
  });
}
