import { readLedgerView } from "#lib/features/ledger/explorer/rows/views.ts";
import { ledgerParamsSchema, ledgerSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

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
