import { v7 as uuidv7 } from "uuid";
import { publicUrl } from "#lib/env.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { reaches } from "#lib/gate/reach.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type EventType, TEST_EVENT } from "#lib/words/events.ts";
import { subscriptionDelivery } from "../letters.ts";
import { listSubscribers } from "../rows.ts";
import { type Event, TRIED_DAYS_MAX } from "../types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Hands what happened to the webhooks that want to be told of it, in the caller's transaction. What was handed over before is not
 * again: an event is known by its organisation, type and subject.
 *
 * @returns how many messages were made
 */
export async function queueEvents(tx: Tx, events: readonly Event[]): Promise<number> {
  if (events.length === 0) return 0;
  const subscribers = await listSubscribers([...new Set(events.map(({ type }) => type))], tx);
  const wantedBy = ({
    organisationId,
    type,
    unitId = null,
  }: Pick<Event, "organisationId" | "unitId"> & { type: string }) =>
    subscribers.filter(
      (each) => each.organisationId === organisationId && each.events.includes(type) && reaches(each, unitId),
    );
  const wanted = events.filter((event) => wantedBy(event).length > 0);
  if (wanted.length === 0) return 0;
  const data = wanted.map((event) => ({ ...messageOf(event), subject: event.subject }));
  const made = await tx.webhookMessage.createManyAndReturn({ data, skipDuplicates: true });
  const expiresAt = expiry();
  const unitOf = new Map(wanted.map(({ type, subject, unitId }) => [`${type} ${subject}`, unitId ?? null]));
  const items = made.flatMap((message) =>
    wantedBy({ ...message, unitId: unitOf.get(`${message.type} ${message.subject}`) ?? null }).map(({ webhookId }) => ({
      recipient: webhookId,
      subject: message.id,
      expiresAt,
    })),
  );
  await queueItems(tx, subscriptionDelivery, items);
  return made.length;
}

/** A message that says nothing but that it arrives. @returns its id */
export async function queueTest(
  tx: Tx,
  { organisationId, webhookId }: { organisationId: OrganisationId; webhookId: string },
): Promise<string> {
  const message = messageOf({ organisationId, type: TEST_EVENT, at: new Date(), data: { webhook: webhookId } });
  await tx.webhookMessage.create({ data: { ...message, subject: message.id } });
  await queueItems(tx, subscriptionDelivery, [{ recipient: webhookId, subject: message.id, expiresAt: expiry() }]);
  return message.id;
}

const expiry = () => new Date(Date.now() + TRIED_DAYS_MAX * DAY_MS);

/** Made once: each attempt, and each webhook, gets these bytes. */
function messageOf(event: Pick<Event, "organisationId" | "at" | "data"> & { type: EventType }) {
  const { organisationId, type, at, data } = event;
  const body = JSON.stringify({ type, timestamp: at.toISOString(), installation: publicUrl, data });
  return { id: uuidv7(), organisationId, type, body };
}
