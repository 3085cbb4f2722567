import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { sweepUploads } from "./verbs/remove-uploads.ts";

const SWEEP_INTERVAL_MS = 60 * 60 * 1_000;

/** Abandoned uploads go. */
export const uploadSweeper = job({
  name: "uploads.sweep",
  every: SWEEP_INTERVAL_MS,
  async work() {
    const removed = await sweepUploads();
    if (removed.uploads + removed.files > 0) logEvent("info", "uploads.swept", removed);
    return undefined;
  },
});
