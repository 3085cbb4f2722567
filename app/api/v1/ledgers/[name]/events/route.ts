import { parseDecimal } from "#lib/core/decimal.ts";
import { SealbookError } from "#lib/core/errors.ts";
import { openEventStream } from "#lib/features/ledger/data/event-stream.ts";
import { findLedgerHead } from "#lib/features/ledger/data.ts";
import { eventsQuerySchema } from "#lib/features/ledger/schema/live.ts";
import { ledgerParamsSchema } from "#lib/features/ledger/schema.ts";
import { clientAddress } from "#lib/infra/auth/headers.ts";
import { callerOfAddress } from "#lib/infra/http/gate.ts";
import { published } from "#lib/infra/http/published.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { methods, route } from "#lib/infra/http/route.ts";

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
