/** Tests go after a while, in the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { removeTests } from "./verbs/remove-tests.ts";

const INTERVAL_MS = 60 * 60_000;

export const testRemover = job({
  name: "tests.remove",
  every: INTERVAL_MS,
  async work() {
    const { removed, more } = await removeTests();
    if (removed > 0) logEvent("info", "tests.removed", { records: removed });
    return more ? 0 : undefined;
  },
});
