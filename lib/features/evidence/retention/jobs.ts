/** Housekeeping of the storage, for the worker. Several may: each file is placed and removed once. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { settleContent } from "./verbs/place-content.ts";
import { sweepStorage } from "./verbs/sweep-content.ts";

const HOUR_MS = 60 * 60 * 1000;
const SWEEP_INTERVAL_MS = 6 * HOUR_MS;
const SETTLE_INTERVAL_MS = 60_000;

/** Sweeps now and every few hours. */
export const storageSweeper = job({
  name: "storage.sweep",
  every: SWEEP_INTERVAL_MS,
  async work() {
    const removed = await sweepStorage();
    if (removed.uploads + removed.content > 0) logEvent("info", "storage.swept", removed);
    return undefined;
  },
});

/** Settles what was recorded. */
export const contentSettler = job({
  name: "storage.settle",
  every: SETTLE_INTERVAL_MS,
  async work() {
    await settleContent();
    return undefined;
  },
});
