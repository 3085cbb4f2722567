/** Has the offline verifier recorded, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { recordVerifier } from "./verbs/record-verifier.ts";

/** Until somebody has set the installation up. */
const SETUP_INTERVAL_MS = 15_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE_INTERVAL_MS = 10 * 60 * 1000;

/** Ends once the file that this process was started with is recorded. */
export const verifierRecorder = job({
  name: "verifier.record",
  every: SETUP_INTERVAL_MS,
  trouble: { minMs: TROUBLE_INTERVAL_MS, maxMs: TROUBLE_INTERVAL_MS },
  async work() {
    const recording = await recordVerifier();
    if (recording.state === "recorded") logEvent("info", "verifier.recorded", { id: recording.id });
    return recording.state === "no_organisation" ? undefined : "done";
  },
});
