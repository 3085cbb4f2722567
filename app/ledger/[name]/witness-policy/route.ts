import { SealbookError } from "#lib/core/errors.ts";
import { readWitnessPolicy } from "#lib/features/ledger/data/witness-policy.ts";
import { ledgerParamsSchema, policyQuerySchema } from "#lib/features/ledger/schema.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const FRESH_SECONDS = 60;

/** Whose signatures make a checkpoint of this ledger, now or at the tree size `size`. C2SP tlog-policy */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema, query: policyQuerySchema },
      async ({ params, query, request }) => {
        const body = await readWitnessPolicy({ ledger: params.name, size: query.size });
        if (!body) throw new SealbookError("not_found");
        return cacheable(request, { body, contentType: "text/plain; charset=utf-8", freshSeconds: FRESH_SECONDS });
      },
    ),
  }),
);
