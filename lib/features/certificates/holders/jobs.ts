/** Writes to holders, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { queueClaimLetters, queueStatusLetters } from "./verbs/queue-letters.ts";

const INTERVAL_MS = 15_000;

export const holderLetters = job({
  name: "certificates.letters",
  every: INTERVAL_MS,
  wake: "certificate_batch",
  async work() {
    const [claims, statuses] = [await queueClaimLetters(), await queueStatusLetters()];
    const letters = claims.letters + statuses.letters;
    if (letters > 0) logEvent("info", "certificates.letters_queued", { letters });
    return claims.more || statuses.more ? 0 : undefined;
  },
});
