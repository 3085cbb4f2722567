import { readEntryView } from "#lib/features/ledger/explorer/rows/views.ts";
import { anchoredEntrySchema, entryParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** An entry with its inclusion path in the tree of its own block. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(
      { auth: "public", limit: RATE_LIMITS.ledger, params: entryParamsSchema, output: anchoredEntrySchema },
      async ({ params }) => {
        const body = await readEntryView(params.name, params.index);
        if (!body) throw new SealbookError("not_found");
        return { body };
      },
    ),
  }),
);
