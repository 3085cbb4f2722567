/** The web process's HTTP server: uploads and metrics go to their own handlers, everything else to Next. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { withoutFloods } from "#lib/parties/pipelining.ts";
import { Failure } from "../start/failure.mjs";
import { clientAddress, markRequest } from "./client-address.ts";
import { isForProgram, securityHeaders } from "./security-headers.ts";

/** Next's handling of bodies is not made for gigabytes: it must never see this path. */
const UPLOAD_PATH = "/api/v1/uploads";
/** Answered here, so that it tells how things are even where Next does not answer. */
const METRICS_PATH = "/metrics";
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

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
/** What is refused before a handler sees it. */
export type RefusalCode = "bad_request" | "cross_origin";

export interface WebServerOptions {
  handlePage: Handler;
  handleUpload: Handler;
  /** Told of each request when it comes, and asked for what it counted. */
  metrics?: {
    handle: Handler;
    observe: (request: IncomingMessage, response: ServerResponse, path: string) => void;
  };
  refuse: (request: IncomingMessage, response: ServerResponse, code: RefusalCode) => void;
  trustedProxies: number;
  https: boolean;
  dev: boolean;
}

/** The server, not listening yet. */
export function createWebServer(options: WebServerOptions): Server {
  const respond = withoutFloods((request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response, options).catch(() => {
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
    // An upload's body is asked for once it is clear that its sender may send it; every other body at once.
    if (pathOf(request) !== UPLOAD_PATH) response.writeContinue();
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

async function handle(request: IncomingMessage, response: ServerResponse, options: WebServerOptions): Promise<void> {
  const path = pathOf(request);
  options.metrics?.observe(request, response, path);
  const { headers, pagePolicy } = securityHeaders({ path, https: options.https, dev: options.dev });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const address = clientAddress({
    socketAddress: request.socket.remoteAddress,
    forwardedFor: joined(request.headers["x-forwarded-for"]),
    trustedProxies: options.trustedProxies,
  });
  markRequest(request.headers, { address, trustedProxies: options.trustedProxies });
  delete request.headers["content-security-policy"];
  delete request.headers["content-security-policy-report-only"];
  if (pagePolicy) request.headers["content-security-policy"] = pagePolicy;
  // Node drops what it has read behind a request to upgrade: closing tells the client that nobody answers that.
  if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
  if (path === UPLOAD_PATH) return await options.handleUpload(request, response);
  limitBodyTime(request);
  if (path === METRICS_PATH && options.metrics) return await options.metrics.handle(request, response);
  const code = refusalOf(request, path);
  if (code) return options.refuse(request, response, code);
  await options.handlePage(request, response);
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
