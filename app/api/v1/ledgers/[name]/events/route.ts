import { parseDecimal } from "#lib/core/text/decimal.ts";
import { openEventStream } from "#lib/features/ledger/explorer/rows/event-stream.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { eventsQuerySchema } from "#lib/features/ledger/explorer/schema/live.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { published } from "#lib/gate/published.ts";
import { methods, route } from "#lib/gate/route.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

const declaration = {
  auth: "public",
  limit: RATE_LIMITS.ledger,
  params: ledgerParamsSchema,
  query: eventsQuerySchema,
} as const;

/** Blocks as they come, as server-sent events: those after `Last-Event-ID` or `after`, else those yet to come. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = published(
  methods({
    GET: route(declaration, async ({ params, query, request }) => {
      const head = await findLedgerHead(params.name);
      if (!head) throw new SealbookError("not_found");
      const last = parseDecimal(request.headers.get("last-event-id") ?? "");
      const stream = openEventStream({
        ledger: params.name,
        caller: callerOfAddress(clientAddress(request.headers)),
        after: last ?? query.after ?? head.block?.height ?? -1n,
        signal: request.signal,
      });
      if (!stream) throw new SealbookError("unavailable");
      return new Response(stream, {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          // Neither kept nor held back until there is more of it, by us or by a proxy.
          "cache-control": "private, no-store, no-transform",
          "x-accel-buffering": "no",
        },
      });
    }),
  }),
);
