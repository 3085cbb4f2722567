import { SealbookError } from "#lib/core/errors.ts";
import { readFigures } from "#lib/features/ledger/data/figures-view.ts";
import { findLedger } from "#lib/features/ledger/data.ts";
import { figuresQuerySchema, figuresSchema } from "#lib/features/ledger/schema/live.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

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
