import { SealbookError } from "#lib/core/errors.ts";
import { readLogList } from "#lib/features/ledger/data/published-keys.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const FRESH_SECONDS = 60;

/** What a witness needs to take this log over. C2SP tlog-list, logs/v0 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema },
      async ({ params, request }) => {
        const body = await readLogList(params.name);
        if (!body) throw new SealbookError("not_found");
        return cacheable(request, { body, contentType: "text/plain; charset=utf-8", freshSeconds: FRESH_SECONDS });
      },
    ),
  }),
);
