import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readLogo } from "./rows.ts";
import { logoQuerySchema } from "./schema.ts";

/** For the settings page; whoever opens it by itself is shown a picture and nothing that runs. */
const HEADERS = {
  "content-type": "image/png",
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};

const logo = endpoint(
  {
    method: "GET",
    path: "/api/v1/organisation/logo",
    auth: "member",
    scope: "evidence:read",
    limit: RATE_LIMITS.read,
    query: logoQuerySchema,
    produces: ["image/png"],
    ...RANGED,
    refuses: [...RANGED.refuses, "not_found"],
  },
  async ({ actor, request }) => {
    const png = await readLogo(actor.organisationId);
    if (!png) throw new SealbookError("not_found");
    return representBytes(request, png, HEADERS);
  },
);

export const logosEndpoints = [logo];
