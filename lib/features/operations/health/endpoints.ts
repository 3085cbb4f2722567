import { endpoint } from "#lib/gate/endpoint.ts";
import { loadHealth, VERSION } from "./pages.ts";
import { findUnready, readStandby } from "./rows/readiness.ts";
import { healthSchema, liveSchema, readySchema } from "./schema.ts";

/**
 * For load balancers: no limit, and whatever the query, because the answer must not depend on what it reports. 503 where no request
 * could be answered; what is degraded goes on recording, and says so in its status.
 */
const health = endpoint(
  {
    ...{ method: "GET", path: "/api/v1/health", auth: "public", limit: "none", query: "any", logged: false },
    ...{ output: healthSchema, statuses: [200, 503] },
  },
  async () => {
    const body = await loadHealth();
    return { status: body.status === "unavailable" ? 503 : 200, headers: { "cache-control": "no-store" }, body };
  },
);

const NOT_KEPT = { "cache-control": "no-store" };

/** For whoever starts a process again that does not answer: asks nothing of anything else. */
const live = endpoint(
  {
    ...{ method: "GET", path: "/healthz", auth: "public", limit: "none", query: "any", logged: false },
    output: liveSchema,
  },
  () => ({ headers: NOT_KEPT, body: { status: "alive" as const, version: VERSION } }),
);

/** For whoever sends requests to one of several processes: 503 while this one could not do what it is asked. */
const ready = endpoint(
  {
    ...{ method: "GET", path: "/readyz", auth: "public", limit: "none", query: "any", logged: false },
    ...{ output: readySchema, statuses: [200, 503] },
  },
  async () => {
    const reasons = await findUnready();
    const isReady = reasons.length === 0;
    const status = isReady ? ("ready" as const) : ("not_ready" as const);
    const standby = readStandby();
    const body = { status, reasons, ...(standby && { standby }), version: VERSION };
    return { status: isReady ? 200 : 503, headers: NOT_KEPT, body };
  },
);

export const healthEndpoints = [health, live, ready];
