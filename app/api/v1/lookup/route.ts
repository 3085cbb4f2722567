import { loadPublicRecords } from "#lib/features/evidence/loaders.ts";
import { lookupJsonSchema, lookupQuerySchema } from "#lib/features/evidence/schema.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

/** Public records of a digest, of the organisations that let themselves be found. */
const lookUp = route(
  { auth: "public", limit: RATE_LIMITS.lookup, query: lookupQuerySchema, output: lookupJsonSchema },
  async ({ query }) => ({ body: { records: await loadPublicRecords(query.sha256) } }),
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: lookUp });
