import { forgetRequests } from "#lib/gate/idempotency.ts";
import { job } from "#lib/infra/jobs/job.ts";

const FORGET_INTERVAL_MS = 10 * 60_000;

/** Idempotency keys whose time is over, and answers beyond what is kept. */
export const requestForgetter = job({
  name: "api-keys.forget-requests",
  every: FORGET_INTERVAL_MS,
  async work() {
    await forgetRequests();
    return undefined;
  },
});
