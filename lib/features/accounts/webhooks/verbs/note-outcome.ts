import { dropItems } from "#lib/features/outbox/verbs/drop-items.ts";
import { postponeItems } from "#lib/features/outbox/verbs/postpone-items.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SUBSCRIPTION } from "../types.ts";

/** After so many attempts that failed in a row the whole webhook rests, and its messages keep no others from being sent. */
const RESTS_AFTER = 5;
const REST_MS_MIN = 20_000;
const REST_MS_MAX = 15 * 60_000;

/** Notes on a webhook what became of an attempt. `failed`: undefined when the message was taken. */
export async function noteOutcome({
  webhookId,
  failed,
}: {
  webhookId: string;
  failed: { isFinal?: boolean } | undefined;
}): Promise<void> {
  const tx = prisma();
  if (!failed) {
    const where = { id: webhookId, failures: { gt: 0 } };
    await tx.webhook.updateMany({ where, data: { failures: 0, failingSince: null } });
    return;
  }
  const [webhook] = await tx.$queryRaw<{ failures: number; failingSince: Date }[]>`
    UPDATE webhook SET failures = failures + 1, failing_since = coalesce(failing_since, now())
    WHERE id = ${webhookId}::uuid RETURNING failures, failing_since AS "failingSince"`;
  if (!webhook) return;
  const of = { channel: "webhook", kind: SUBSCRIPTION, recipient: webhookId } as const;
  if (failed.isFinal) {
    await tx.webhook.updateMany({
      where: { id: webhookId, offSince: null },
      data: { gone: true, offSince: new Date() },
    });
    await dropItems(tx, of);
  } else if (webhook.failures >= RESTS_AFTER) {
    // As long again as it has been failing: many that were under way at one bad moment count no more than one.
    const failingMs = Date.now() - webhook.failingSince.getTime();
    const restMs = Math.min(Math.max(failingMs, REST_MS_MIN), REST_MS_MAX);
    await postponeItems(tx, of, { until: new Date(Date.now() + restMs) });
  }
}
