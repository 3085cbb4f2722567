import { readBlocksView } from "#lib/features/ledger/explorer/rows/views.ts";
import { blocksQuerySchema, blocksSchema, ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

const declaration = {
  auth: "public",
  limit: RATE_LIMITS.ledger,
  params: ledgerParamsSchema,
  query: blocksQuerySchema,
  output: blocksSchema,
} as const;

/** Newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(declaration, async ({ params, query }) => {
      const body = await readBlocksView(params.name, query);
      if (!body) throw new SealbookError("not_found");
      return { body };
    }),
  }),
);
