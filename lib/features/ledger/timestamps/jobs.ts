/** Checkpoints are timestamped beside the job that appends blocks; nothing there waits for it. */
import { env } from "#lib/env.ts";
import type { Troubles } from "#lib/infra/jobs/backoff.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { type Attempt, recallTroubles, stampDueBlocks } from "./verbs/stamp-due.ts";

/** How often it is looked whether something is due. */
const LOOK_INTERVAL_MS = 5_000;

/**
 * Has the newest checkpoints timestamped every TIMESTAMP_INTERVAL_MS. Without an authority it only ends the alerts about
 * those that there were.
 */
export function timestamper(): Job {
  const intervalMs = env.TIMESTAMP_INTERVAL_MS;
  const listAuthorities = () => timestampAuthorities().filter(({ active }) => active);
  let troubles: Troubles = new Map();
  return job({
    name: "ledger.timestamps",
    every: Math.min(LOOK_INTERVAL_MS, intervalMs),
    check: listAuthorities,
    async prepare() {
      troubles = await recallTroubles(listAuthorities());
    },
    async work({ signal }) {
      const authorities = listAuthorities();
      if (authorities.length === 0) return "done";
      for (const attempt of await stampDueBlocks({ authorities, troubles, intervalMs, signal })) logAttempt(attempt);
      return undefined;
    },
  });
}

function logAttempt({ ledger, height, authority, outcome }: Attempt): void {
  const facts = { ledger, height: height.toString(), authority };
  if ("token" in outcome) logEvent("info", "timestamp.stored", { ...facts, time: outcome.time.toISOString() });
  else logEvent("warning", "timestamp.failed", { ...facts, failure: outcome.failed, detail: outcome.detail });
}
