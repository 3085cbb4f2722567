/** Counts for the overview, in the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { countRecords } from "./verbs/count-records.ts";

const INTERVAL_MS = 5 * 60_000;

export const recordCounter = job({
  name: "overview.count",
  every: INTERVAL_MS,
  work: async () => ((await countRecords()) ? 0 : undefined),
});
