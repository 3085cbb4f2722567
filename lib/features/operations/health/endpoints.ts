import { endpoint } from "#lib/gate/endpoint.ts";
import { loadHealth } from "./pages.ts";
import { healthSchema } from "./schema.ts";

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

export const healthEndpoints = [health];
