import { job } from "#lib/infra/jobs/job.ts";
import { countUsage } from "./verbs/count-usage.ts";

const INTERVAL_MS = 5 * 60_000;

/** Adds up what organisations use, month by month. */
export const usageCounter = job({
  name: "usage.count",
  every: INTERVAL_MS,
  work: async () => ((await countUsage()) ? 0 : undefined),
});
