import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { readNodesView } from "#lib/features/ledger/nodes/rows/views.ts";
import { nodesSchema } from "#lib/features/ledger/nodes/schema.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** What is shown of a node is about as old as the worker's last round with it. */
const FRESH_SECONDS = 2;

/** Who watches the ledger from outside, and what was last seen of them. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: ledgerParamsSchema },
      async ({ params, request }) => {
        const view = await readNodesView(params.name);
        if (!view) throw new SealbookError("not_found");
        const body = JSON.stringify(nodesSchema.parse(view));
        return cacheable(request, { body, contentType: "application/json", freshSeconds: FRESH_SECONDS });
      },
    ),
  }),
);
