/** The product's own web server, upload handler and routes, without the pages, and its worker. */
import "#tests/support/environment.ts";

import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { handleUpload } from "#lib/features/evidence/intake/endpoints/handle-upload.ts";
import { blockAppender } from "#lib/features/ledger/sealing/jobs.ts";
import type { RouteHandler } from "#lib/gate/route.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import * as receiptRoute from "../../../app/api/v1/evidence/[id]/receipt/route.ts";
import * as oneRoute from "../../../app/api/v1/evidence/[id]/route.ts";
import * as listRoute from "../../../app/api/v1/evidence/route.ts";
import { refuse } from "../../../bin/web/refusal.ts";
import { close, createWebServer, type Handler, listen } from "../../../bin/web/server.ts";

export interface ProductServer {
  url: string;
  startWorker: () => Promise<void>;
  stop: () => Promise<void>;
}

type Routes = Partial<Record<string, RouteHandler>>;

const ROUTES: [RegExp, Routes][] = [
  [/^\/api\/v1\/evidence$/, listRoute],
  [/^\/api\/v1\/evidence\/(?<id>[^/]+)$/, oneRoute],
  [/^\/api\/v1\/evidence\/(?<id>[^/]+)\/receipt$/, receiptRoute],
];

/** A route's handler on node's own request, as Next calls it. */
const handlePage: Handler = async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost:3000");
  const [found, routes] = ROUTES.find(([pattern]) => pattern.test(url.pathname)) ?? [];
  const handler = routes?.[request.method ?? "GET"];
  if (!found || !handler) {
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>nothing here</h1>");
    return;
  }
  const params = { ...found.exec(url.pathname)?.groups };
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const hasBody = request.method === "POST";
  const body = hasBody ? (Readable.toWeb(request) as ReadableStream as unknown as BodyInit) : undefined;
  const init = { method: request.method ?? "GET", headers, ...(body ? { body, duplex: "half" } : {}) };
  const answer = await handler(new Request(url, init), { params: Promise.resolve(params) });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
};

export async function startProduct(): Promise<ProductServer> {
  const server = createWebServer({ handlePage, handleUpload, refuse, trustedProxies: 0, https: false, dev: false });
  await listen(server, { host: "127.0.0.1", port: 0 });
  const stopping = new AbortController();
  let worker = Promise.resolve();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    startWorker: () =>
      new Promise<void>((resolve) => {
        worker = runJob(blockAppender(), { signal: stopping.signal, onReady: resolve });
      }),
    stop: async () => {
      stopping.abort();
      await worker;
      server.closeAllConnections();
      await close(server);
    },
  };
}
