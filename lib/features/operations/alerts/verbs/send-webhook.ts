/** A program elsewhere is told of alerts, one notice after the other, until it has taken each. */
import { env, publicUrl } from "#lib/env.ts";
import type { AlertDetails, NoticeEvent } from "#lib/features/alarms/types.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { postWebhook, type WebhookFailure } from "#lib/infra/http/post-webhook.ts";

const TIMEOUT_MS = 10_000;
const SECOND_MS = 1_000;
/** Longer than an attempt can take: nobody takes up what is being sent. */
const RETRY_SECONDS_MIN = 20;
const RETRY_SECONDS_MAX = 60 * 60;
/** 20 s doubled so often is beyond the longest pause. */
const DOUBLINGS_MAX = 10;

export interface Delivery {
  alertId: string;
  event: NoticeEvent;
  attempts: number;
  failure?: WebhookFailure;
}

/** Whether a program is told: where, and with which secret. */
export function webhookTarget(): { url: string; secret: string } | undefined {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = env;
  return url !== undefined && secret !== undefined ? { url, secret } : undefined;
}

/**
 * Sends the notice that is due longest, if there is one. An attempt is counted and committed before it is made: after a crash
 * the notice is due again later, and may arrive twice with the same `id` and `event`; it is never lost.
 *
 * @returns undefined when none is due, or no program is to be told
 */
export async function sendDueNotice(
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Delivery | undefined> {
  const { signal, timeoutMs = TIMEOUT_MS } = options;
  const target = webhookTarget();
  if (!target) return undefined;
  const claimed = await claimDue();
  if (!claimed) return undefined;
  const { alertId, event, attempts } = claimed;
  const body = JSON.stringify(await bodyOf(claimed));
  const failure = await postWebhook({ ...target, body, timeoutMs, ...(signal ? { signal } : {}) });
  const data = failure
    ? { failure: `${failure.failed}: ${failure.detail}` }
    : { failure: null, sentAt: new Date(), nextAttemptAt: null };
  await prisma().alertNotice.updateMany({ where: { alertId, event, channel: "webhook" }, data });
  return { alertId, event, attempts, ...(failure ? { failure } : {}) };
}

/** Several workers may claim at once: each notice goes to one of them, and that an alert ended only after that it opened. */
async function claimDue(tx: Tx = prisma()): Promise<Omit<Delivery, "failure"> | undefined> {
  const rows = await tx.$queryRaw<Omit<Delivery, "failure">[]>`
    WITH due AS (
      SELECT n.alert_id, n.event FROM alert_notice n
      WHERE n.channel = 'webhook' AND n.next_attempt_at <= now()
        AND (n.event = 'opened' OR NOT EXISTS (
          SELECT FROM alert_notice o WHERE o.alert_id = n.alert_id AND o.channel = 'webhook' AND o.event = 'opened'
            AND o.next_attempt_at IS NOT NULL))
      ORDER BY n.next_attempt_at LIMIT 1 FOR UPDATE OF n SKIP LOCKED
    )
    UPDATE alert_notice n SET attempts = n.attempts + 1,
      next_attempt_at = now() + make_interval(secs =>
        least(${RETRY_SECONDS_MIN} * 2 ^ least(n.attempts, ${DOUBLINGS_MAX}), ${RETRY_SECONDS_MAX}))
    FROM due WHERE n.alert_id = due.alert_id AND n.event = due.event AND n.channel = 'webhook'
    RETURNING n.alert_id AS "alertId", n.event, n.attempts`;
  return rows[0];
}

/** What is told. Its fields are documented in the handbook; later versions may add some. */
async function bodyOf({ alertId, event }: { alertId: string; event: NoticeEvent }) {
  const alert = await prisma().alert.findUniqueOrThrow({ where: { id: alertId } });
  const { id, kind, subject, ledgerName: ledger, openedAt, resolvedAt } = alert;
  return {
    notice: "sealbook.alert/v1",
    id,
    event,
    kind,
    subject,
    ...(ledger === null ? {} : { ledger }),
    details: alert.details as AlertDetails,
    openedAt: openedAt.toISOString(),
    ...(event === "resolved" && resolvedAt ? { resolvedAt: resolvedAt.toISOString(), note: alert.note } : {}),
    url: `${publicUrl}/console/alerts?q=${id}`,
  };
}

/** Notices that were not taken for so long are given up; letters about alerts are kept for as long as they are of use. */
const NOTICE_DAYS_MAX = 3;
const LETTER_DAYS_MAX = 90;
const DAY_SECONDS = 24 * 60 * 60;

/** @returns how many notices were given up. */
export async function giveUpOldNotices(): Promise<number> {
  const count = await prisma().$executeRaw`
    UPDATE alert_notice SET next_attempt_at = NULL, failure = coalesce(failure, 'expired')
    WHERE next_attempt_at IS NOT NULL AND created_at < now() - make_interval(days => ${NOTICE_DAYS_MAX})`;
  const before = new Date(Date.now() - LETTER_DAYS_MAX * DAY_SECONDS * SECOND_MS);
  await prisma().mail.deleteMany({ where: { kind: "alerts", createdAt: { lt: before } } });
  return count;
}
