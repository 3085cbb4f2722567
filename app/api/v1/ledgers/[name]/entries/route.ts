import { SealbookError } from "#lib/core/errors.ts";
import { readEntriesView } from "#lib/features/ledger/data/views.ts";
import { entriesQuerySchema, entriesSchema, ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const declaration = {
  auth: "public",
  limit: RATE_LIMITS.ledger,
  params: ledgerParamsSchema,
  query: entriesQuerySchema,
  output: entriesSchema,
} as const;

/** In the order of the tree. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(declaration, async ({ params, query }) => {
      const body = await readEntriesView(params.name, query);
      if (!body) throw new SealbookError("not_found");
      return { body };
    }),
  }),
);
