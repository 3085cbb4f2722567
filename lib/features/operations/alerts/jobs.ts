/** The worker's look at conditions, and the telling of what it found. */
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { ALERT_LIMITS, type AlertLimits, checkConditions } from "./verbs/check-conditions.ts";
import { queueLetters } from "./verbs/queue-letters.ts";
import { queueWebhooks } from "./verbs/queue-webhooks.ts";

const LOOK_INTERVAL_MS = 60_000;
const TELL_INTERVAL_MS = 5_000;

/** Looks at every condition each minute, and hands letters about what opened and ended to the outbox. */
export function alertWatch(options: { limits?: AlertLimits; every?: number } = {}): Job {
  const { limits = ALERT_LIMITS, every = LOOK_INTERVAL_MS } = options;
  return job({
    name: "alerts.watch",
    every,
    async work() {
      for (const { event, kind, subject } of await checkConditions(limits)) {
        logEvent(event === "opened" ? "warning" : "info", `alert.${event}`, { alert: kind, subject });
      }
      const letters = await queueLetters();
      if (letters > 0) logEvent("info", "alert.letters", { letters });
      return undefined;
    },
  });
}

/** A program hears of each within seconds. */
export const alertTeller = job({
  name: "alerts.tell",
  every: TELL_INTERVAL_MS,
  async work() {
    await queueWebhooks();
    return undefined;
  },
});
