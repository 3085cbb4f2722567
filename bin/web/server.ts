/** The web process's HTTP server: what is an endpoint's is answered here, beside Next; everything else is a page. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { type Api, answerApi, type EndpointAddress, isEndpoints, isRaw } from "#lib/gate/api.ts";
import { clientAddress as clientAddressOf } from "#lib/infra/http/headers.ts";
import { logRequest } from "#lib/infra/http/log.ts";
import { Places } from "#lib/infra/http/places.ts";
import { withoutFloods } from "#lib/parties/pipelining.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { Failure } from "../start/failure.mjs";
import { clientAddress, markRequest, plainAddress } from "./client-address.ts";
import { isAsset, readTarget, refusalOf } from "./guard.ts";
import type { Handler } from "./handler.ts";
import { withPageAnswers } from "./page-answers.ts";
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
/** Some 50 MB of each process. Further ones are closed at once. */
const CONNECTIONS_MAX = 4_000;
/** An office behind one address opens six a browser. */
const CONNECTIONS_PER_ADDRESS_MAX = 500;
const LOOPBACK = /^(127\.|::1$)/;
/** How long requests under way may go on when the process stops. */
const DRAIN_TIMEOUT_MS = 10_000;

/** What watches this process from beside it, and not from beyond a proxy. */
const HEALTH_PATHS = ["/api/v1/health", "/healthz", "/readyz"];

/** Open connections, those included that became web sockets and that the server itself no longer counts. */
const sockets = new WeakMap<Server, Set<Socket>>();

export interface WebServerOptions {
  api: Api;
  handlePage: Handler;
  /** Told of each request when it comes, with the label of its route. */
  observe?: (request: IncomingMessage, response: ServerResponse, route: string) => void;
  /** Answers what no handler should see. */
  refuse: (request: IncomingMessage, response: ServerResponse, error: SealbookError) => void;
  /** Whether a page may be asked for from there just now. @throws {SealbookError} */
  admitPage?: (address: string) => Promise<void>;
  /** Told of each request but those for health: whether it says for whom a proxy forwarded it. */
  noteForwarded?: (isForwarded: boolean) => void;
  trustedProxies: number;
  /** Whether a connection from there counts for none: a proxy, or a program beside us; loopback unless said. */
  speaksForMany?: (address: string) => boolean;
  /** Where the world reaches this installation: its scheme and host. */
  publicOrigin: string;
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
    const kind = options.api.match(readTarget(request))?.value.kind;
    if (kind === undefined || kind === "page") response.writeContinue();
    respond(request, response);
  });
  sockets.set(server, boundConnections(server, options));
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  // 5 GiB over a slow line takes hours; silence is what ends a connection.
  server.requestTimeout = 0;
  server.timeout = SILENCE_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  return server;
}

/** Bounds how many there are, and how many one address has where addresses tell callers apart. @returns those that are open */
function boundConnections(server: Server, options: WebServerOptions): Set<Socket> {
  const { trustedProxies, speaksForMany = (address) => LOOPBACK.test(address) } = options;
  const open = new Set<Socket>();
  const byAddress = new Places();
  server.maxConnections = CONNECTIONS_MAX;
  server.on("connection", (socket) => {
    const address = plainAddress(socket.remoteAddress ?? "") ?? "";
    const isOne = trustedProxies === 0 && !speaksForMany(address);
    let leave = (): void => {};
    try {
      if (isOne) leave = byAddress.take([[callerOfAddress(address), CONNECTIONS_PER_ADDRESS_MAX]]);
    } catch {
      return void socket.destroy();
    }
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      leave();
    });
  });
  return open;
}

function createHandler(options: WebServerOptions): Handler {
  const { api, dev, trustedProxies, publicOrigin, refuse } = options;
  const https = publicOrigin.startsWith("https:");
  const forPrograms = securityHeaders({ path: "/api", https, dev });
  const answer = withPublicCache<[EndpointAddress]>((incoming, response, address) =>
    answerApi(address, { incoming, response }),
  );
  const answerPage = withPageAnswers(options.handlePage, refuse);
  return async (request, response) => {
    const path = readTarget(request);
    const { headers, pagePolicy } = isForProgram(path) ? forPrograms : securityHeaders({ path, https, dev });
    for (const name in headers) response.setHeader(name, headers[name] ?? "");
    if (!HEALTH_PATHS.includes(path)) options.noteForwarded?.(request.headers["x-forwarded-for"] !== undefined);
    const from = addressOf(request, trustedProxies);
    markRequest(request.headers, { address: from, trustedProxies });
    // Node drops what it has read behind a request to upgrade: closing tells the client that nobody answers that.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const address = api.match(path);
    const route = routeLabel(path, { api, address });
    options.observe?.(request, response, route);
    if (!isRaw(address, request.method)) limitBodyTime(request);
    try {
      const refused = refusalOf(request, { path, publicOrigin, dev, isEndpoint: isEndpoints(address) });
      if (refused) throw refused;
      if (isEndpoints(address)) return await answer(request, response, address);
      if (!isAsset(path)) await options.admitPage?.(from);
    } catch (error) {
      if (!(error instanceof SealbookError)) throw error;
      return refuse(request, response, error);
    }
    setPagePolicy(request, pagePolicy);
    if (!isAsset(path)) logPage(request, response, route);
    await answerPage(request, response);
  };
}

/** One line when the answer is over. What was asked for is told by its route: a page's address may hold the token of a link. */
function logPage({ method = "", headers }: IncomingMessage, response: ServerResponse, route: string): void {
  const started = performance.now();
  response.once("close", () => {
    const milliseconds = Math.round(performance.now() - started);
    const isWhole = response.writableFinished;
    logRequest({
      ...{ method, path: route, status: response.statusCode, milliseconds, address: clientAddressOf(headers) },
      ...(isWhole ? {} : { code: "aborted" }),
    });
  });
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

function limitBodyTime(request: IncomingMessage): void {
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) return;
  const timer = setTimeout(() => request.destroy(), SMALL_BODY_TIMEOUT_MS).unref();
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
