import { SealbookError } from "#lib/core/errors.ts";
import { readLedgerView } from "#lib/features/ledger/data/views.ts";
import { ledgerParamsSchema, ledgerSchema } from "#lib/features/ledger/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema, output: ledgerSchema },
      async ({ params }) => {
        const body = await readLedgerView(params.name);
        if (!body) throw new SealbookError("not_found");
        return { body };
      },
    ),
  }),
);
