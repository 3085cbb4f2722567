/** Housekeeping of the storage, for the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { settleContent } from "./verbs/place-content.ts";
import { sweepStorage } from "./verbs/sweep-content.ts";

const HOUR_MS = 60 * 60 * 1000;
const SWEEP_INTERVAL_MS = 6 * HOUR_MS;
const SETTLE_INTERVAL_MS = 60_000;

/**
 * Sweeps now and every few hours until the signal aborts. Several workers may: each file is removed once. Nothing that
 * goes wrong ends the loop; the next sweep tries again.
 */
export async function runStorageSweeper({ signal }: { signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    try {
      const removed = await sweepStorage();
      if (removed.uploads + removed.content > 0) logEvent("info", "storage.swept", removed);
    } catch (error) {
      logEvent("error", "storage.failed", { error: error instanceof Error ? error.message : String(error) });
    }
    await sleep(SWEEP_INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Settles what was recorded, each minute until the signal aborts. */
export async function runContentSettler({ signal }: { signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    try {
      await settleContent();
    } catch (error) {
      logEvent("error", "storage.failed", { error: error instanceof Error ? error.message : String(error) });
    }
    await sleep(SETTLE_INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}
