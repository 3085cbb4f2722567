import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { job } from "#lib/infra/jobs/job.ts";
import { followLedger } from "./verbs/follow-ledger.ts";

const INTERVAL_MS = 2_000;

/** Programs that subscribed hear within seconds what became of records. */
export const recordNews = job({
  name: "evidence.news",
  every: INTERVAL_MS,
  async work() {
    let more = false;
    for (const { name } of await listLedgers()) more = (await followLedger(name)) || more;
    return more ? 0 : undefined;
  },
});
