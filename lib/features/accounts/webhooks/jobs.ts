import { job } from "#lib/infra/jobs/job.ts";
import { tidyMessages } from "./verbs/tidy-messages.ts";

const INTERVAL_MS = 60 * 60_000;

/** What was told is forgotten after a month. */
export const webhookTidier = job({
  name: "webhooks.tidy",
  every: INTERVAL_MS,
  async work() {
    await tidyMessages();
    return undefined;
  },
});
