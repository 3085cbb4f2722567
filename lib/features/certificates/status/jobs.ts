/** Puts what became of certificates into the ledger, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { STATUS_CHANNEL } from "./types.ts";
import { recordStatuses } from "./verbs/record-statuses.ts";

const INTERVAL_MS = 15_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE = { minMs: 10_000, maxMs: 10 * 60_000 };

export const statusRecorder = job({
  name: "certificates.statuses",
  every: INTERVAL_MS,
  wake: STATUS_CHANNEL,
  trouble: TROUBLE,
  async work({ signal }) {
    const { count, more } = await recordStatuses({ signal });
    if (count > 0) logEvent("info", "certificates.statuses_recorded", { count });
    return more ? 0 : undefined;
  },
});
