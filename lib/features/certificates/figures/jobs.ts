/** Counts for the figures of certificates, in the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { countFigures } from "./verbs/count-figures.ts";

const INTERVAL_MS = 5 * 60_000;

export const figureCounter = job({
  name: "certificates.count",
  every: INTERVAL_MS,
  work: async () => ((await countFigures()) ? 0 : undefined),
});
