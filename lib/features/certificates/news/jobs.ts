import { job } from "#lib/infra/jobs/job.ts";
import { followCertificates } from "./verbs/follow-certificates.ts";

const INTERVAL_MS = 5_000;

/** Programs that subscribed hear within seconds what became of certificates. */
export const certificateNews = job({
  name: "certificates.news",
  every: INTERVAL_MS,
  work: async () => ((await followCertificates()) ? 0 : undefined),
});
