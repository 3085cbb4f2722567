/** Keys that are wrapped by an older one get wrapped by the newest. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { rewrapAll } from "./verbs/rewrap.ts";

const REWRAP_INTERVAL_MS = 60_000;

export const keyRewrapper = job({
  name: "keyring.rewrap",
  every: REWRAP_INTERVAL_MS,
  async work({ signal }) {
    const done = await rewrapAll({ signal });
    if (done.organisations + done.contents > 0) logEvent("info", "keyring.rewrapped", { ...done });
    return undefined;
  },
});
