import { listSubscribers } from "#lib/features/accounts/webhooks/rows.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { readTold } from "../rows/told.ts";
import { takeUntold } from "./take-untold.ts";

const TYPES = { opened: "alert.raised", resolved: "alert.resolved" } as const;

/**
 * Hands each alert that opened or ended to the webhooks of the organisation that runs the installation.
 *
 * @returns how many were told of
 */
export async function queueSubscriptions(): Promise<number> {
  return await prisma().$transaction(async (tx) => {
    const operating = await tx.organisation.findFirst({ where: { operates: true }, select: { id: true } });
    const subscribers = await listSubscribers(Object.values(TYPES), tx);
    if (!operating || !subscribers.some(({ organisationId }) => organisationId === operating.id)) return 0;
    const notices = await takeUntold(tx, { channel: "subscription" });
    const events = [];
    for (const { alertId, event } of notices) {
      const told = await readTold(alertId, tx);
      const at = event === "opened" ? told?.openedAt : told?.resolvedAt;
      if (!told || !at) continue;
      const data = { id: alertId, kind: told.kind, ...(told.ledger === undefined ? {} : { ledger: told.ledger }) };
      events.push({ organisationId: operating.id, type: TYPES[event], subject: alertId, at, data });
    }
    return await queueEvents(tx, events);
  });
}
