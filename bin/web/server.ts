/** The web process's HTTP server: what is an endpoint's is answered here, beside Next; everything else is a page. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Api, answerApi, type EndpointAddress, isEndpoints, isRaw } from "#lib/gate/api.ts";
import { withoutFloods } from "#lib/parties/pipelining.ts";
import { Failure } from "../start/failure.mjs";
import { clientAddress, markRequest } from "./client-address.ts";
import type { Handler } from "./handler.ts";
import { withPublicCache } from "./public-cache.ts";
import { routeLabel } from "./route-label.ts";
import { isForProgram, securityHeaders } from "./security-headers.ts";

/** A client that sends its headers more slowly is not one we want to wait for. */
const HEADERS_TIMEOUT_MS = 15_000;
/** Without a byte in either direction for so long, a connection is closed: uploads may be slow, not silent. */
const SILENCE_TIMEOUT_MS = 120_000;
/** Bodies of anything but uploads are small. */
const SMALL_BODY_TIMEOUT_MS = 60_000;
/** Longer than the idle time of usual proxies, so that they close connections before we do. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const CHECK_INTERVAL_MS = 5_000;
/** How long requests under way may go on when the process stops. */
const DRAIN_TIMEOUT_MS = 10_000;

/** Open connections, those included that became web sockets and that the server itself no longer counts. */
const sockets = new WeakMap<Server, Set<Socket>>();

/** What is refused before a handler sees it. */
export type RefusalCode = "bad_request" | "cross_origin";

export interface WebServerOptions {
  api: Api;
  handlePage: Handler;
  /** Told of each request when it comes, with the label of its route. */
  observe?: (request: IncomingMessage, response: ServerResponse, route: string) => void;
  refuse: (request: IncomingMessage, response: ServerResponse, code: RefusalCode) => void;
  trustedProxies: number;
  https: boolean;
  dev: boolean;
}

/** The server, not listening yet. */
export function createWebServer(options: WebServerOptions): Server {
  const handle = createHandler(options);
  const respond = withoutFloods((request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => {
      // The handlers answer their own errors; what comes through has nothing left to say.
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const server = createServer(
    {
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // There is nothing to upgrade to but the socket of Next's development server, and who asks for something else, as
      // for HTTP/2 without TLS, is answered as if it had not: RFC 9110 section 7.8.
      shouldUpgradeCallback: ({ headers }) => options.dev && headers.upgrade?.toLowerCase() === "websocket",
    },
    respond,
  );
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    // An endpoint asks for the body once it is clear that its sender may send it; every other body is asked for at once.
    const kind = options.api.match(pathOf(request))?.value.kind;
    if (kind === undefined || kind === "page") response.writeContinue();
    respond(request, response);
  });
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  sockets.set(server, open);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  // 5 GiB over a slow line takes hours; silence is what ends a connection.
  server.requestTimeout = 0;
  server.timeout = SILENCE_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  return server;
}

function createHandler(options: WebServerOptions): Handler {
  const { api, https, dev, trustedProxies, handlePage, refuse } = options;
  const forPrograms = securityHeaders({ path: "/api", https, dev });
  const answer = withPublicCache<[EndpointAddress]>((incoming, response, address) =>
    answerApi(address, { incoming, response }),
  );
  return async (request, response) => {
    const path = pathOf(request);
    const { headers, pagePolicy } = isForProgram(path) ? forPrograms : securityHeaders({ path, https, dev });
    for (const name in headers) response.setHeader(name, headers[name] ?? "");
    markRequest(request.headers, { address: addressOf(request, trustedProxies), trustedProxies });
    // Node drops what it has read behind a request to upgrade: closing tells the client that nobody answers that.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const code = refusalOf(request, path);
    const address = api.match(path);
    options.observe?.(request, response, routeLabel(path, { api, address }));
    if (!isRaw(address, request.method)) limitBodyTime(request);
    if (code) return refuse(request, response, code);
    if (isEndpoints(address)) return await answer(request, response, address);
    setPagePolicy(request, pagePolicy);
    await handlePage(request, response);
  };
}

/** Next reads the nonce for its script elements from the request's policy, which no client may write. */
function setPagePolicy({ headers }: IncomingMessage, policy: string | undefined): void {
  delete headers["content-security-policy"];
  delete headers["content-security-policy-report-only"];
  if (policy) headers["content-security-policy"] = policy;
}

function addressOf(request: IncomingMessage, trustedProxies: number): string {
  return clientAddress({
    socketAddress: request.socket.remoteAddress,
    forwardedFor: joined(request.headers["x-forwarded-for"]),
    trustedProxies,
  });
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** What Next would answer as if it were its own failure. */
function refusalOf({ method, headers }: IncomingMessage, path: string): RefusalCode | undefined {
  try {
    decodeURIComponent(path);
  } catch {
    return "bad_request";
  }
  // A page takes forms of our own pages alone. The API judges for itself, because keys may be used from anywhere.
  const { origin } = headers;
  if (method !== "POST" || origin === undefined || isForProgram(path)) return undefined;
  const host = joined(headers["x-forwarded-host"])?.split(",", 1)[0]?.trim() ?? headers.host;
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : "cross_origin";
}

function limitBodyTime(request: IncomingMessage): void {
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) return;
  const timer = setTimeout(() => request.destroy(), SMALL_BODY_TIMEOUT_MS);
  for (const event of ["end", "close"]) request.once(event, () => clearTimeout(timer));
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

/** @throws {Failure} when the address cannot be had. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Failure(
          `The web process cannot listen on ${host}:${port} (${error.code}): set PORT or HOST to a free one.`,
          `网页进程无法监听 ${host}:${port}（${error.code}）：请将 PORT 或 HOST 设为可用的值。`,
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

/** Takes no more connections, lets requests under way end for `drainMs`, then closes what is left. */
export async function close(server: Server, drainMs = DRAIN_TIMEOUT_MS): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    for (const socket of sockets.get(server) ?? []) socket.destroy();
  }, drainMs);
  await closed;
  clearTimeout(timer);
}
