/** The worker's look at conditions, and the telling of what it found. */
import { setTimeout as sleep } from "node:timers/promises";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { ALERT_LIMITS, type AlertLimits, checkConditions } from "./verbs/check-conditions.ts";
import { queueLetters } from "./verbs/queue-letters.ts";
import { giveUpOldNotices, sendDueNotice, webhookTarget } from "./verbs/send-webhook.ts";

const LOOK_INTERVAL_MS = 60_000;
const SEND_INTERVAL_MS = 5_000;
const TROUBLE_INTERVAL_MS = 15_000;

/**
 * Looks at every condition each minute, and tells of what opened and ended, until the signal aborts. Nothing that goes wrong
 * ends either loop; what could not be told stays in the database, for this worker or another.
 */
export async function runAlertWatch(options: {
  signal: AbortSignal;
  limits?: AlertLimits;
  intervalMs?: number;
}): Promise<void> {
  const { signal, limits = ALERT_LIMITS, intervalMs = LOOK_INTERVAL_MS } = options;
  await Promise.all([
    repeat(signal, async () => {
      for (const { event, kind, subject } of await checkConditions(limits)) {
        logEvent(event === "opened" ? "warning" : "info", `alert.${event}`, { alert: kind, subject });
      }
      const count = await giveUpOldNotices();
      if (count > 0) logEvent("warning", "alert.notices_given_up", { count });
      const letters = await queueLetters();
      if (letters > 0) logEvent("info", "alert.letters", { letters });
      return intervalMs;
    }),
    webhookTarget() ? repeat(signal, () => sendOne(signal)) : undefined,
  ]);
}

/** @returns how long to wait, in milliseconds. */
async function sendOne(signal: AbortSignal): Promise<number> {
  const sent = await sendDueNotice({ signal });
  if (!sent) return SEND_INTERVAL_MS;
  const { alertId, event, attempts, failure } = sent;
  const facts = { alert: alertId, event, attempts };
  if (failure)
    logEvent("warning", "alert.webhook_failed", { ...facts, failure: failure.failed, detail: failure.detail });
  else logEvent("info", "alert.webhook_sent", facts);
  return 0;
}

async function repeat(signal: AbortSignal, work: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    let pause = TROUBLE_INTERVAL_MS;
    try {
      pause = await work();
    } catch (error) {
      logEvent("error", "alert.trouble", { error: error instanceof Error ? error.message : String(error) });
    }
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
