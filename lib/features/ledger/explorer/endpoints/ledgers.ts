/** A ledger as programs read it over HTTP. */
import { parseDecimal } from "#lib/core/text/decimal.ts";
import { findLedger, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { clientAddress } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readConsistencyView } from "../rows/consistency-view.ts";
import { readFigures } from "../rows/figures-view.ts";
import { readBlocksView, readBlockView, readEntriesView, readEntryView, readLedgerView } from "../rows/views.ts";
import {
  anchoredEntrySchema,
  blockParamsSchema,
  blockSchema,
  blocksQuerySchema,
  blocksSchema,
  consistencyQuerySchema,
  consistencySchema,
  entriesQuerySchema,
  entriesSchema,
  entryParamsSchema,
  ledgerParamsSchema,
  ledgerSchema,
} from "../schema/ledger.ts";
import { eventsQuerySchema, figuresQuerySchema, figuresSchema } from "../schema/live.ts";
import { openEventStream } from "./event-stream.ts";

const API = "/api/v1/ledgers/{name}";
const reading = { method: "GET", auth: "public", limit: RATE_LIMITS.ledger, cors: true } as const;

function found<T>(view: T | undefined): { body: T } {
  if (view === undefined) throw new SealbookError("not_found");
  return { body: view };
}

const ledger = endpoint(
  { ...reading, path: API, params: ledgerParamsSchema, output: ledgerSchema },
  async ({ params }) => found(await readLedgerView(params.name)),
);

/** Newest first. */
const blocks = endpoint(
  {
    ...reading,
    path: `${API}/blocks`,
    params: ledgerParamsSchema,
    query: blocksQuerySchema,
    output: blocksSchema,
  },
  async ({ params, query }) => found(await readBlocksView(params.name, query)),
);

const block = endpoint(
  { ...reading, path: `${API}/blocks/{height}`, params: blockParamsSchema, output: blockSchema },
  async ({ params }) => found(await readBlockView(params.name, params.height)),
);

/** In the order of the tree. */
const entries = endpoint(
  {
    ...reading,
    path: `${API}/entries`,
    params: ledgerParamsSchema,
    query: entriesQuerySchema,
    output: entriesSchema,
  },
  async ({ params, query }) => found(await readEntriesView(params.name, query)),
);

/** An entry with its inclusion path in the tree of its own block. */
const entry = endpoint(
  { ...reading, path: `${API}/entries/{index}`, params: entryParamsSchema, output: anchoredEntrySchema },
  async ({ params }) => found(await readEntryView(params.name, params.index)),
);

/** That the tree of one size begins with the tree of another: true for ever once both were reached. */
const consistency = publishedFile({
  path: `${API}/consistency`,
  params: ledgerParamsSchema,
  query: consistencyQuerySchema,
  contentType: "application/json",
  freshSeconds: "immutable",
  output: consistencySchema,
  read: ({ name }, query) => readConsistencyView(name, query),
});

/** Blocks and entries over time, and what waits. */
const figures = endpoint(
  {
    ...reading,
    path: `${API}/figures`,
    params: ledgerParamsSchema,
    query: figuresQuerySchema,
    output: figuresSchema,
  },
  async ({ params, query }) => {
    if (!(await findLedger(params.name))) throw new SealbookError("not_found");
    return { body: await readFigures({ ledger: params.name, range: query.range }) };
  },
);

/** Blocks as they come, as server-sent events: those after `Last-Event-ID` or `after`, else those yet to come. */
const events = endpoint(
  {
    ...{ ...reading, path: `${API}/events`, params: ledgerParamsSchema, query: eventsQuerySchema },
    produces: ["text/event-stream"],
  },
  async ({ params, query, request }) => {
    const head = await findLedgerHead(params.name);
    if (!head) throw new SealbookError("not_found");
    const last = parseDecimal(String(request.headers["last-event-id"] ?? ""));
    const stream = openEventStream({
      ledger: params.name,
      caller: callerOfAddress(clientAddress(request.headers)),
      after: last ?? query.after ?? head.block?.height ?? -1n,
    });
    if (!stream) throw new SealbookError("unavailable");
    return {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        // Neither kept nor held back until there is more of it, by us or by a proxy.
        "cache-control": "private, no-store, no-transform",
        "x-accel-buffering": "no",
      },
      payload: stream,
    };
  },
);

/** Whoever opens a ledger's own address, which its origin and its witness policy name, is shown the explorer. */
const address = endpoint(
  { ...reading, path: "/ledger/{name}", params: ledgerParamsSchema, statuses: [303] },
  async ({ params }) => {
    if (!(await findLedger(params.name))) throw new SealbookError("not_found");
    return { status: 303, headers: { location: explorerPath(params.name) }, payload: "" };
  },
);

export const explorerEndpoints = [ledger, blocks, block, entries, entry, consistency, figures, events, address];
