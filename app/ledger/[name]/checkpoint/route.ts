import { SealbookError } from "#lib/core/errors.ts";
import { findLedgerHead } from "#lib/features/ledger/data.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

/** A new one may appear with every block. */
const FRESH_SECONDS = 1;

/** The checkpoint in force. C2SP tlog-tiles, "Checkpoints" */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema },
      async ({ params, request }) => {
        const head = await findLedgerHead(params.name);
        if (!head) throw new SealbookError("not_found");
        const contentType = "text/plain; charset=utf-8";
        return cacheable(request, { body: head.checkpoint, contentType, freshSeconds: FRESH_SECONDS });
      },
    ),
  }),
);
