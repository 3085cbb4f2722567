import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { openSecret } from "#lib/infra/keys/sealed-secret.ts";
import type { SubscribedType } from "#lib/words/events.ts";
import { type DeliveryRow, type DeliveryState, type ShownWebhook, SUBSCRIPTION, WEBHOOKS_MAX } from "./types.ts";

interface StoredWebhook {
  id: string;
  url: string;
  description: string;
  events: string[];
  createdAt: Date;
  offSince: Date | null;
  gone: boolean;
  failures: number;
  failingSince: Date | null;
  oldSecretUntil: Date | null;
  unitId: string | null;
}

export function toShown(row: StoredWebhook): ShownWebhook {
  const { id, url, description, createdAt, offSince, gone, failures, failingSince, oldSecretUntil, unitId } = row;
  const state = gone ? "gone" : offSince ? "off" : failures > 0 ? "failing" : "on";
  const overlap = oldSecretUntil && oldSecretUntil > new Date() ? oldSecretUntil : undefined;
  const events = row.events as SubscribedType[];
  return {
    ...{ id, url, description, events, createdAt, state, unitId },
    failingSince: failingSince ?? undefined,
    oldSecretUntil: overlap,
  };
}

/** All within reach, the oldest first. */
export async function listWebhooks(reach: Reach): Promise<ShownWebhook[]> {
  const where = within(reach);
  const found = await prisma().webhook.findMany({ where, orderBy: { id: "asc" }, take: WEBHOOKS_MAX });
  return found.map(toShown);
}

export async function findWebhook(reach: Reach, id: string): Promise<ShownWebhook | undefined> {
  const found = await prisma().webhook.findFirst({ where: { id, ...within(reach) } });
  return found ? toShown(found) : undefined;
}

/** A secret opens beside its webhook alone. */
export function sealedFor(webhookId: string): { purpose: string; aad: string } {
  return { purpose: "webhook secret", aad: webhookId };
}

/** What one message to one webhook needs; undefined where it is not to be told, or not any more. */
export async function readDelivery(
  tx: Tx,
  { webhookId, messageId }: { webhookId: string; messageId: string },
): Promise<{ url: string; body: string; secrets: Uint8Array[] } | undefined> {
  const [webhook, message] = await Promise.all([
    tx.webhook.findUnique({ where: { id: webhookId } }),
    tx.webhookMessage.findUnique({ where: { id: messageId } }),
  ]);
  if (!webhook || !message || webhook.offSince || webhook.organisationId !== message.organisationId) return undefined;
  const { secret, oldSecret, oldSecretUntil, url } = webhook;
  const sealed = oldSecret && oldSecretUntil && oldSecretUntil > new Date() ? [secret, oldSecret] : [secret];
  return { url, body: message.body, secrets: sealed.map((each) => openSecret(each, sealedFor(webhookId))) };
}

export interface Subscriber {
  webhookId: string;
  organisationId: string;
  events: string[];
  /** It is told of what belongs to these alone; null: of everything. */
  units: string[] | null;
}

/** Which of these event types somebody wants to be told of, and who. */
export async function listSubscribers(types: readonly SubscribedType[], on: Tx): Promise<Subscriber[]> {
  return await on.$queryRaw<Subscriber[]>`
    SELECT id AS "webhookId", organisation_id AS "organisationId", events, unit_reach(unit_id) AS units
    FROM webhook WHERE off_since IS NULL AND events && ${[...types]}::text[]`;
}

/** As rows of the outbox say it. */
const STATE = `CASE WHEN i.sent_at IS NOT NULL THEN 'delivered'
  WHEN i.next_attempt_at IS NULL OR i.expires_at <= now() THEN CASE WHEN i.failure IS NULL THEN 'dropped' ELSE 'failed' END
  WHEN i.failure IS NULL THEN 'waiting' ELSE 'retrying' END`;

type StoredDelivery = { [K in keyof DeliveryRow]: DeliveryRow[K] | (undefined extends DeliveryRow[K] ? null : never) };

/** What a webhook was told, newest first. */
export async function listDeliveries(
  options: {
    organisationId: string;
    webhookId: string;
    state?: DeliveryState | undefined;
    type?: string | undefined;
    limit: number;
  } & Cursor,
): Promise<CursorPage<DeliveryRow>> {
  const { organisationId, webhookId, state, type, limit, older, newer } = options;
  const { rows } = await pool().query<StoredDelivery>(
    `SELECT * FROM (
       SELECT i.id, m.id AS "messageId", m.type, m.body, i.created_at AS "createdAt", ${STATE} AS state, i.attempts,
         i.sent_at AS "sentAt", CASE WHEN i.expires_at > now() THEN i.next_attempt_at END AS "nextAttemptAt", i.failure
       FROM outbox_item i JOIN webhook_message m ON m.id = i.subject::uuid
       WHERE i.channel = 'webhook' AND i.kind = $1 AND i.recipient = $2 AND m.organisation_id = $3
     ) AS d WHERE ($4::text IS NULL OR d.state = $4) AND ($5::text IS NULL OR d.type = $5)
       AND ($6::uuid IS NULL OR d.id < $6) AND ($7::uuid IS NULL OR d.id > $7)
     ORDER BY CASE WHEN $7::uuid IS NULL THEN d.id END DESC, d.id LIMIT $8`,
    [SUBSCRIPTION, webhookId, organisationId, state ?? null, type ?? null, older ?? null, newer ?? null, limit + 1],
  );
  return cursorPage(rows.map(toDelivery), { cursor: options, limit });
}

function toDelivery({ sentAt, nextAttemptAt, failure, ...row }: StoredDelivery): DeliveryRow {
  return {
    ...(row as DeliveryRow),
    sentAt: sentAt ?? undefined,
    nextAttemptAt: nextAttemptAt ?? undefined,
    failure: failure ?? undefined,
  };
}
