import { SealbookError } from "#lib/core/errors.ts";
import { readConsistencyView } from "#lib/features/ledger/data/consistency-view.ts";
import { consistencyQuerySchema, consistencySchema, ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

const declaration = {
  auth: "public",
  limit: RATE_LIMITS.ledger,
  params: ledgerParamsSchema,
  query: consistencyQuerySchema,
} as const;

/** That the tree of one size begins with the tree of another: true for ever once both were reached. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(declaration, async ({ params, query, request }) => {
      const view = await readConsistencyView(params.name, query);
      if (!view) throw new SealbookError("not_found");
      const body = JSON.stringify(consistencySchema.parse(view));
      return cacheable(request, { body, contentType: "application/json", freshSeconds: "immutable" });
    }),
  }),
);
