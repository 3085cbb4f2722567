import { loadHealth } from "#lib/features/operations/health/pages.ts";
import { methods } from "#lib/gate/route.ts";

/** For load balancers: no limit and no problem document, because the answer must not depend on what it reports. */
const health = async () => {
  const body = await loadHealth();
  return Response.json(body, { status: body.status === "ok" ? 200 : 503, headers: { "cache-control": "no-store" } });
};

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: health });
