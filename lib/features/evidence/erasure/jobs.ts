import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { eraseShredded } from "./verbs/erase-shredded.ts";
import { recordErasures } from "./verbs/record-erasures.ts";

const INTERVAL_MS = 15_000;
const SHREDDED_INTERVAL_MS = 60_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE = { minMs: 10_000, maxMs: 10 * 60_000 };

/** States in the ledger what was erased, where whoever erased it did not come to it. */
export const erasureRecorder = job({
  name: "evidence.erasures",
  every: INTERVAL_MS,
  trouble: TROUBLE,
  async work() {
    return (await recordErasures()) > 0 ? 0 : undefined;
  },
});

/** Names and private details of organisations whose keys were destroyed go after those. */
export const shreddedEraser = job({
  name: "evidence.shredded",
  every: SHREDDED_INTERVAL_MS,
  trouble: TROUBLE,
  async work({ signal }) {
    const records = await eraseShredded({ signal });
    if (records > 0) logEvent("info", "evidence.shredded", { records });
    return undefined;
  },
});
