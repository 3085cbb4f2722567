import { SealbookError } from "#lib/core/errors.ts";
import { readBlockView } from "#lib/features/ledger/data/views.ts";
import { blockParamsSchema, blockSchema } from "#lib/features/ledger/schema.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: blockParamsSchema, output: blockSchema },
      async ({ params }) => {
        const body = await readBlockView(params.name, params.height);
        if (!body) throw new SealbookError("not_found");
        return { body };
      },
    ),
  }),
);
