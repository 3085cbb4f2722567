/** Puts the history of issuers' keys into the ledger, and asks their domains, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { HISTORY_CHANNEL } from "./types.ts";
import { checkDueDomains } from "./verbs/check-domain.ts";
import { recordHistories } from "./verbs/record-history.ts";

const HISTORY_INTERVAL_MS = 30_000;
const DOMAINS_INTERVAL_MS = 10 * 60_000;
/** Each attempt makes a key and its audit row. */
const TROUBLE = { minMs: 30_000, maxMs: 10 * 60_000 };

export const historyRecorder = job({
  name: "issuers.history",
  every: HISTORY_INTERVAL_MS,
  wake: HISTORY_CHANNEL,
  trouble: TROUBLE,
  async work() {
    const count = await recordHistories();
    if (count > 0) logEvent("info", "issuers.history_recorded", { count });
    return count > 0 ? 0 : undefined;
  },
});

export const domainChecker = job({
  name: "issuers.domains",
  every: DOMAINS_INTERVAL_MS,
  async work({ signal }) {
    for (const { domain, before, outcome } of await checkDueDomains({ signal }))
      logEvent(before === "proven" ? "warning" : "info", "issuers.domain", { domain, before, outcome });
    return undefined;
  },
});
