import { job } from "#lib/infra/jobs/job.ts";
import { listUntold } from "./rows.ts";
import { expireAnswers } from "./verbs/expire-answers.ts";
import { tellBulk } from "./verbs/tell-bulk.ts";

const MINUTE_MS = 60_000;
/** Longer than a process that lives leaves a bulk without telling of its lines: it may wait for the ledger, or for its sender. */
const QUIET_MS = 15 * MINUTE_MS;

/** What processes that died left of their bulks, and answers whose time is over. */
export const bulkTidier = job({
  name: "bulks.tidy",
  every: MINUTE_MS,
  async work() {
    for (const id of await listUntold(QUIET_MS)) await tellBulk(id);
    return (await expireAnswers()) ? 0 : undefined;
  },
});
