/** The worker's loop for timestamps. It runs beside the one that appends blocks and holds up nothing there. */
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { type Attempt, recallTroubles, stampDueBlocks, type Troubles } from "./verbs/stamp-due.ts";

/** How often it is looked whether something is due. */
const LOOK_INTERVAL_MS = 5_000;
const TROUBLE_INTERVAL_MS = 15_000;

/**
 * Has the newest checkpoints timestamped every TIMESTAMP_INTERVAL_MS until the signal aborts. Nothing that goes wrong ends
 * the loop. Without an authority it only ends the alerts about those that there were.
 *
 * @throws {AuthoritiesProblem} when the list of authorities cannot be used.
 */
export async function runTimestamper({ signal }: { signal: AbortSignal }): Promise<void> {
  const authorities = timestampAuthorities().filter(({ active }) => active);
  const intervalMs = env.TIMESTAMP_INTERVAL_MS;
  let troubles: Troubles | undefined;
  while (!signal.aborted) {
    let pause = Math.min(LOOK_INTERVAL_MS, intervalMs);
    try {
      troubles ??= await recallTroubles(authorities);
      if (authorities.length === 0) return;
      for (const attempt of await stampDueBlocks({ authorities, troubles, intervalMs, signal })) logAttempt(attempt);
    } catch (error) {
      logEvent("error", "timestamp.trouble", { error: error instanceof Error ? error.message : String(error) });
      pause = TROUBLE_INTERVAL_MS;
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

function logAttempt({ ledger, height, authority, outcome }: Attempt): void {
  const facts = { ledger, height: height.toString(), authority };
  if ("token" in outcome) logEvent("info", "timestamp.stored", { ...facts, time: outcome.time.toISOString() });
  else logEvent("warning", "timestamp.failed", { ...facts, failure: outcome.failed, detail: outcome.detail });
}
