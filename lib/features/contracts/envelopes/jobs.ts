/** What becomes of contracts by itself: they expire, and what was done about them goes into the ledger. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { EVENTS_CHANNEL } from "./types.ts";
import { expireEnvelopes } from "./verbs/expire-envelopes.ts";
import { forgetShredded } from "./verbs/forget-shredded.ts";
import { recordContracts } from "./verbs/record-events.ts";

const INTERVAL_MS = 15_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE = { minMs: 10_000, maxMs: 10 * 60_000 };

export const contractRecorder = job({
  name: "contracts.events",
  every: INTERVAL_MS,
  wake: EVENTS_CHANNEL,
  trouble: TROUBLE,
  async work({ signal }) {
    const count = await recordContracts({ signal });
    if (count > 0) logEvent("info", "contracts.events_recorded", { count });
    return count > 0 ? 0 : undefined;
  },
});

export const contractExpirer = job({
  name: "contracts.expiry",
  every: INTERVAL_MS,
  async work() {
    const count = await forgetShredded();
    if (count > 0) logEvent("info", "contracts.shredded", { count });
    return (await expireEnvelopes()) > 0 ? 0 : undefined;
  },
});
