/** Puts the uses of seals into the ledger, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { USES_CHANNEL } from "./types.ts";
import { recordUses } from "./verbs/record-uses.ts";

const INTERVAL_MS = 15_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE = { minMs: 10_000, maxMs: 10 * 60_000 };

export const sealUseRecorder = job({
  name: "contracts.seal_uses",
  every: INTERVAL_MS,
  wake: USES_CHANNEL,
  trouble: TROUBLE,
  async work({ signal }) {
    const count = await recordUses({ signal });
    if (count > 0) logEvent("info", "contracts.seal_uses_recorded", { count });
    return count > 0 ? 0 : undefined;
  },
});
