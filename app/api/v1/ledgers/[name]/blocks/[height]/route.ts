import { readBlockView } from "#lib/features/ledger/explorer/rows/views.ts";
import { blockParamsSchema, blockSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

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
