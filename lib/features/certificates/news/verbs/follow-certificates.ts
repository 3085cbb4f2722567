import { listSubscribers } from "#lib/features/accounts/webhooks/rows.ts";
import type { Event } from "#lib/features/accounts/webhooks/types.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { EVENT_TYPES, type SubscribedType } from "#lib/words/events.ts";
import { type Found, listUntold } from "../rows.ts";

const TYPES = EVENT_TYPES.filter((type) => type.startsWith("certificate.")) satisfies SubscribedType[];
/** What happened by then is committed by now, or never: a batch of the largest size commits within minutes. */
const SETTLED_MS = 10 * 60_000;
const STEP_EVENTS = 1_000;

/**
 * Tells subscribed programs what happened to certificates. What is not settled yet is looked at again and told once; how far it came and what it
 * handed over are one commit.
 *
 * @returns whether there is more
 */
export async function followCertificates(now = new Date()): Promise<boolean> {
  return await prisma().$transaction(async (tx) => {
    const settled = new Date(now.getTime() - SETTLED_MS);
    await tx.certificateNews.createMany({ data: { id: 1, until: settled }, skipDuplicates: true });
    // Of several workers one follows; the others see then what it did.
    const [row] = await tx.$queryRaw<{ until: Date }[]>`SELECT until FROM certificate_news FOR UPDATE`;
    const since = row?.until ?? settled;
    const organisations = [...new Set((await listSubscribers(TYPES, tx)).map(({ organisationId }) => organisationId))];
    const found = organisations.length === 0 ? [] : await listUntold(tx, { organisations, since, limit: STEP_EVENTS });
    await queueEvents(tx, found.map(eventOf));
    if (found.length === STEP_EVENTS) return true;
    if (settled > since) await tx.certificateNews.update({ where: { id: 1 }, data: { until: settled } });
    return false;
  });
}

function eventOf({ organisationId, unitId, type, subject, at, certificateId, batchId, replacement }: Found): Event {
  const data = { id: certificateId, batch: batchId, ...(replacement === null ? {} : { replacement }) };
  return { organisationId, unitId, type, subject, at, data };
}
