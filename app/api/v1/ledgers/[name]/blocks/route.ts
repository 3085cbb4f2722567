import { SealbookError } from "#lib/core/errors.ts";
import { readBlocksView } from "#lib/features/ledger/data/views.ts";
import { blocksQuerySchema, blocksSchema, ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

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
