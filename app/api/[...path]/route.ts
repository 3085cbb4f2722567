import { SealbookError } from "#lib/core/errors.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { route } from "#lib/infra/http/route.ts";

/** An address under /api that leads nowhere, whatever the method. */
const nowhere = route({ auth: "public", limit: RATE_LIMITS.public }, () => {
  throw new SealbookError("not_found");
});

export {
  nowhere as DELETE,
  nowhere as GET,
  nowhere as HEAD,
  nowhere as OPTIONS,
  nowhere as PATCH,
  nowhere as POST,
  nowhere as PUT,
};
