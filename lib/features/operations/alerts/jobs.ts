/** The worker's look at conditions, and the telling of what was found. */
import type { Condition } from "#lib/features/alarms/types.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { checkCondition } from "./verbs/check-condition.ts";
import { queueLetters } from "./verbs/queue-letters.ts";
import { queueSubscriptions } from "./verbs/queue-subscriptions.ts";
import { queueWebhooks } from "./verbs/queue-webhooks.ts";

const LOOK_INTERVAL_MS = 60_000;
const TELL_INTERVAL_MS = 5_000;

/** Looks at one condition each minute. */
export function conditionWatch(condition: Condition, every = LOOK_INTERVAL_MS): Job {
  return job({
    name: `alerts.watch.${condition.kind}`,
    every,
    async work() {
      for (const { event, kind, subject } of await checkCondition(condition)) {
        logEvent(event === "opened" ? "warning" : "info", `alert.${event}`, { alert: kind, subject });
      }
      return undefined;
    },
  });
}

/** What happened within a minute goes into one letter. */
export const alertLetters = job({
  name: "alerts.letters",
  every: LOOK_INTERVAL_MS,
  async work() {
    const letters = await queueLetters();
    if (letters > 0) logEvent("info", "alert.letters", { letters });
    return undefined;
  },
});

/** Programs hear of each within seconds. */
export const alertWebhooks = job({
  name: "alerts.webhooks",
  every: TELL_INTERVAL_MS,
  async work() {
    await queueWebhooks();
    await queueSubscriptions();
    return undefined;
  },
});
