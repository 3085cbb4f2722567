/** The worker says that it lives: one that is gone raises no alert. */
import { job } from "#lib/infra/jobs/job.ts";
import { BEAT_INTERVAL_MS } from "./types.ts";
import { beat } from "./verbs/beat.ts";

const startedAt = new Date();

export const workerPulse = job({
  name: "worker.pulse",
  every: BEAT_INTERVAL_MS,
  async work() {
    await beat(startedAt);
    return undefined;
  },
});
