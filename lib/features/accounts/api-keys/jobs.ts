import { forgetRequests } from "#lib/gate/idempotency.ts";
import { job } from "#lib/infra/jobs/job.ts";
import { tellExpiry } from "./verbs/tell-expiry.ts";

const LOOK_INTERVAL_MS = 60 * 60_000;
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

/** Letters about keys that are about to expire. */
export const expiryTeller = job({
  name: "api-keys.tell-expiry",
  every: LOOK_INTERVAL_MS,
  async work() {
    await tellExpiry();
    return undefined;
  },
});
