/** Has the sample recorded, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { recordSample } from "./verbs/record-sample.ts";

/** Until somebody has set the installation up. */
const SETUP_INTERVAL_MS = 15_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE_INTERVAL_MS = 10 * 60 * 1000;

/** Ends once it is recorded. */
export const sampleRecorder = job({
  name: "sample.record",
  every: SETUP_INTERVAL_MS,
  trouble: { minMs: TROUBLE_INTERVAL_MS, maxMs: TROUBLE_INTERVAL_MS },
  async work() {
    const outcome = await recordSample();
    if (outcome === "recorded") logEvent("info", "sample.recorded", {});
    return outcome === "no_organisation" ? undefined : "done";
  },
});
