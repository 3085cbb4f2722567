import { endpoint } from "#lib/gate/endpoint.ts";
import { loadHealth } from "./pages.ts";

/** For load balancers: no limit, and whatever the query, because the answer must not depend on what it reports. */
const health = endpoint(
  { method: "GET", path: "/api/v1/health", auth: "public", limit: "none", query: "any", logged: false },
  async () => {
    const body = await loadHealth();
    return { status: body.status === "ok" ? 200 : 503, headers: { "cache-control": "no-store" }, body };
  },
);

export const healthEndpoints = [health];
