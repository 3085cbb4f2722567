import { readFigures } from "#lib/features/ledger/explorer/rows/figures-view.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { figuresQuerySchema, figuresSchema } from "#lib/features/ledger/explorer/schema/live.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

const declaration = {
  auth: "public",
  limit: RATE_LIMITS.ledger,
  params: ledgerParamsSchema,
  query: figuresQuerySchema,
  output: figuresSchema,
} as const;

/** Blocks and entries over time, and what waits. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(declaration, async ({ params, query }) => {
      if (!(await findLedger(params.name))) throw new SealbookError("not_found");
      return { body: await readFigures({ ledger: params.name, range: query.range }) };
    }),
  }),
);
