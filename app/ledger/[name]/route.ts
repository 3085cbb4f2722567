import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Whoever opens a ledger's own address, which its origin and its witness policy name, is shown the explorer. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route({ auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema }, async ({ params }) => {
      if (!(await findLedger(params.name))) throw new SealbookError("not_found");
      return new Response(null, { status: 303, headers: { location: explorerPath(params.name) } });
    }),
  }),
);
