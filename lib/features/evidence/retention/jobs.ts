/** Housekeeping of the storage, for the worker. Several may: each file is placed and removed once. */
import { env } from "#lib/env.ts";
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { checkDue } from "./verbs/check-round.ts";
import { noteStorage } from "./verbs/note-storage.ts";
import { settleContent } from "./verbs/place-content.ts";
import { sweepStorage } from "./verbs/sweep-content.ts";

const HOUR_MS = 60 * 60 * 1000;
const SWEEP_INTERVAL_MS = 6 * HOUR_MS;
const SETTLE_INTERVAL_MS = 60_000;
const CHECK_INTERVAL_MS = 60_000;
const LOOK_INTERVAL_MS = 5 * 60_000;

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

/** Reads a little of what is kept each minute, and all of it in CONTENT_CHECK_DAYS. */
export const contentChecker = job({
  name: "storage.check",
  every: CHECK_INTERVAL_MS,
  async work({ signal }) {
    await checkDue({ days: env.CONTENT_CHECK_DAYS, signal });
    return undefined;
  },
});

/** Looks at what the bucket does, now and every few minutes. */
export const storageLooker = job({
  name: "storage.look",
  every: LOOK_INTERVAL_MS,
  async work() {
    await noteStorage();
    return undefined;
  },
});
