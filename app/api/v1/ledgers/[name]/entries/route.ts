import { readEntriesView } from "#lib/features/ledger/explorer/rows/views.ts";
import { entriesQuerySchema, entriesSchema, ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

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
