/** Delivery, whatever the channel: one claims, counts, sends, and tries again later or gives up. */
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { Backoff } from "#lib/infra/jobs/backoff.ts";
import type { Failure, Queued, QueuedKind } from "#lib/infra/jobs/queued.ts";
import type { Sent } from "../types.ts";

export interface Channel<Item extends Queued, Message> {
  /** What it can write; an item of another kind stays. */
  kinds: readonly QueuedKind<"mail" | "webhook", Item, Message>[];
  /** Its first pause is longer than an attempt can take: nobody takes up what is being sent. */
  backoff: Backoff;
  attemptsMax: number;
  /** So many are sent side by side. */
  atOnce: number;
  /** @returns undefined when it was taken. */
  send: (message: Message, item: Claimed) => Promise<Failure | undefined>;
}

interface Claimed {
  id: string;
  kind: string;
  subject: string | null;
  recipient: string;
  locale: Locale | null;
  createdAt: Date;
  /** With the one that begins. */
  attempts: number;
}

/**
 * Sends the items that are due longest.
 *
 * An attempt is counted and committed before it is made. After a crash during it the item is due again later, and may
 * arrive twice under one id; it is never lost.
 *
 * @returns what became of each; none when none is due
 */
export async function sendDue<Item extends Queued, Message>(channel: Channel<Item, Message>): Promise<Sent[]> {
  const items = await prisma().$transaction((tx) => claim(tx, channel));
  const ended = await Promise.allSettled(items.map((item) => deliver(item, channel)));
  // What cannot be written keeps nothing else from being sent.
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  return ended.flatMap((each) => (each.status === "fulfilled" && each.value ? [each.value] : []));
}

async function deliver<Item extends Queued, Message>(
  item: Claimed,
  channel: Channel<Item, Message>,
): Promise<Sent | undefined> {
  const kind = channel.kinds.find((each) => each.kind === item.kind);
  if (!kind) return undefined;
  const subject = item.subject ?? undefined;
  const facts = { id: item.id, kind: item.kind, subject, attempts: item.attempts };
  // A letter has its locale by the table's own rule.
  const queued = { ...item, subject } as unknown as Item;
  const message = await prisma().$transaction((tx) => kind.write(tx, queued));
  if (message === undefined) {
    await close(item, { keptDays: kind.keptDays });
    return { ...facts, outcome: "dropped" };
  }
  const failed = await channel.send(message, item);
  if (!failed) {
    await close(item, { keptDays: kind.keptDays, sentAt: new Date() });
    await kind.told?.(queued, undefined);
    return { ...facts, outcome: "sent" };
  }
  const { failure, reason, isFinal = false } = failed;
  if (isFinal || item.attempts >= channel.attemptsMax) await close(item, { keptDays: kind.keptDays, failure });
  else await prisma().outboxItem.updateMany({ where: { id: item.id }, data: { failure } });
  await kind.told?.(queued, failed);
  return { ...facts, outcome: "failed", failure, reason };
}

/** What leaves no trace is gone with its last attempt. */
async function close(
  { id }: Claimed,
  { keptDays, ...end }: { keptDays: number | undefined; sentAt?: Date; failure?: string },
): Promise<void> {
  if (keptDays === 0) await prisma().outboxItem.deleteMany({ where: { id } });
  else await prisma().outboxItem.updateMany({ where: { id }, data: { failure: null, ...end, nextAttemptAt: null } });
}

/** Beyond any pause; a power of it is still a number. */
const DOUBLINGS_MAX = 30;

const IS_DUE = `i.kind = ANY ($1) AND i.next_attempt_at <= now() AND i.expires_at > now()
  AND NOT EXISTS (SELECT FROM outbox_item o WHERE o.subject = i.subject AND o.number < i.number
    AND o.recipient = i.recipient AND o.channel = i.channel AND o.next_attempt_at IS NOT NULL)`;

const DUE = {
  mail: `due AS MATERIALIZED (SELECT i.id FROM outbox_item i WHERE i.channel = 'mail' AND ${IS_DUE}
    ORDER BY i.next_attempt_at, i.number LIMIT $2 FOR UPDATE OF i SKIP LOCKED)`,
  // Each recipient has a turn before any has its second: who is told much, and takes it slowly, holds up nobody else.
  webhook: `waiting AS (
      (SELECT recipient FROM outbox_item WHERE channel = 'webhook' AND next_attempt_at IS NOT NULL ORDER BY recipient LIMIT 1)
      UNION ALL
      SELECT (SELECT o.recipient FROM outbox_item o WHERE o.channel = 'webhook' AND o.next_attempt_at IS NOT NULL
        AND o.recipient > w.recipient ORDER BY o.recipient LIMIT 1) FROM waiting w WHERE w.recipient IS NOT NULL
    ), chosen AS MATERIALIZED (
      SELECT d.id FROM waiting w CROSS JOIN LATERAL (
        SELECT i.id, i.next_attempt_at, i.number, row_number() OVER (ORDER BY i.next_attempt_at, i.number) AS turn
        FROM outbox_item i WHERE i.channel = 'webhook' AND i.recipient = w.recipient AND ${IS_DUE}
        ORDER BY i.next_attempt_at, i.number LIMIT $2) d
      ORDER BY d.turn, d.next_attempt_at, d.number LIMIT $2
    ), due AS MATERIALIZED (SELECT i.id FROM outbox_item i JOIN chosen USING (id)
      WHERE i.next_attempt_at <= now() FOR UPDATE OF i SKIP LOCKED)`,
};

/**
 * Several workers may claim at once: each item goes to one of them, and to one recipient about one subject only the oldest
 * that is not done with.
 */
async function claim<Item extends Queued, Message>(
  tx: Tx,
  { kinds, backoff: { minMs, maxMs }, atOnce }: Channel<Item, Message>,
): Promise<Claimed[]> {
  const [first] = kinds;
  if (!first) return [];
  return await tx.$queryRawUnsafe<Claimed[]>(
    `WITH RECURSIVE ${DUE[first.channel]}
     UPDATE outbox_item i SET attempts = attempts + 1, next_attempt_at = now()
       + least($3::float8 * 2 ^ least(attempts, $4::integer), $5::float8) * interval '1 millisecond'
     FROM due WHERE i.id = due.id
     RETURNING i.id, i.kind, i.subject, i.recipient, i.locale, i.created_at AS "createdAt", i.attempts`,
    ...[kinds.map(({ kind }) => kind), atOnce, minMs, DOUBLINGS_MAX, maxMs],
  );
}
