/** Issues what was approved, for the worker. Several may: each batch is one's at a time. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { listDue } from "./rows/due.ts";
import { BATCH_CHANNEL } from "./types.ts";
import { advanceBatch } from "./verbs/advance-batch.ts";

/** A batch is told of when it is approved; this often is looked anyway. */
const LOOK_INTERVAL_MS = 5_000;

export const batchIssuer = job({
  name: "certificates.issue",
  every: LOOK_INTERVAL_MS,
  wake: BATCH_CHANNEL,
  async work({ signal }) {
    let more = false;
    let failure: unknown;
    // Each has its turn, those with the least left to do first: one certificate never waits for a hundred thousand.
    for (const id of await listDue()) {
      if (signal.aborted) break;
      try {
        if ((await advanceBatch(id, { signal })) === "more") more = true;
      } catch (error) {
        logEvent("error", "batch.trouble", { batch: id, error: reasonOf(error) });
        failure = error;
      }
    }
    // Tried again ever more slowly.
    if (failure !== undefined) throw failure;
    return more ? 0 : undefined;
  },
});
