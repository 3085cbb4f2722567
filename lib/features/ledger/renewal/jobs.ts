/** The newest renewal of each ledger gets the timestamps that it lacks, for the worker. */
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { stampRenewal } from "./verbs/stamp-renewal.ts";

const INTERVAL_MS = 5 * 60_000;

/** Most often the command that renews has had it stamped already. */
export const renewalStamper = job({
  name: "ledger.renewal_stamps",
  every: INTERVAL_MS,
  async work({ signal }) {
    const authorities = timestampAuthorities().filter(({ active }) => active);
    if (authorities.length === 0) return "done";
    for (const { name: ledger } of await listLedgers()) {
      for (const { authority, outcome } of await stampRenewal({ ledger, authorities, signal })) {
        const isGood = "token" in outcome;
        const found = isGood
          ? { time: outcome.time.toISOString() }
          : { failure: outcome.failed, detail: outcome.detail };
        logEvent(isGood ? "info" : "warning", isGood ? "renewal.stamped" : "renewal.unstamped", {
          ledger,
          authority,
          ...found,
        });
      }
    }
    return undefined;
  },
});
