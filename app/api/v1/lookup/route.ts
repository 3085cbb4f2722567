import { loadPublicRecords } from "#lib/features/evidence/records/pages/json.ts";
import { lookupJsonSchema, lookupQuerySchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";

/** Public records of a digest, of the organisations that let themselves be found. */
const lookUp = route(
  { auth: "public", limit: RATE_LIMITS.lookup, query: lookupQuerySchema, output: lookupJsonSchema },
  async ({ query }) => ({ body: { records: await loadPublicRecords(query.sha256) } }),
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: lookUp });
