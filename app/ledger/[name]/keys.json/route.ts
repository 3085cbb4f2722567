import { SealbookError } from "#lib/core/errors.ts";
import { readKeysView } from "#lib/features/ledger/data/published-keys.ts";
import { keysSchema, ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const FRESH_SECONDS = 60;

/** The history of the ledger's keys as JSON: an address of its own, so that caches need not tell readers apart. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema },
      async ({ params, request }) => {
        const view = await readKeysView(params.name);
        if (!view) throw new SealbookError("not_found");
        const body = JSON.stringify(keysSchema.parse(view));
        return cacheable(request, { body, contentType: "application/json", freshSeconds: FRESH_SECONDS });
      },
    ),
  }),
);
