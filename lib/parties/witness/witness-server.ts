/** HTTP for a witness: submission, monitoring, metrics and health on one address, with limits against who sends too much or too slowly. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { withoutFloods } from "../pipelining.ts";
import { BODY_BYTES_MAX } from "./add-checkpoint-request.ts";
import type { LogEvent } from "./event-log.ts";
import { healthReply, monitoringReply } from "./monitoring.ts";
import { plainReply, type Reply } from "./reply.ts";
import { readBody } from "./request-body.ts";
import { addCheckpointReply } from "./submission.ts";
import type { Witness } from "./witness.ts";
import { WitnessError } from "./witness-error.ts";
import { type WitnessMetrics, witnessMetrics } from "./witness-metrics.ts";

const HEADERS_BYTES_MAX = 8 * 1024;
const HEADERS_MS_MAX = 5_000;
/** For headers and body together. */
const REQUEST_MS_MAX = 10_000;
/** How often the two limits above are looked at. */
const CHECK_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
/** A client that takes nothing of its answer. */
const SILENCE_MS_MAX = 30_000;
const CONNECTIONS_MAX = 512;
/** Whole requests that are worked on at once; more are told to come again. */
const WORKING_MAX = 64;
const DRAIN_MS = 10_000;

export interface ServerOptions {
  host: string;
  /** 0: one that is free. */
  port: number;
  /** Path before everything but /metrics and /healthz; "" or "/w1". */
  prefix?: string;
  version: string;
  log: LogEvent;
}

export interface WitnessServer {
  readonly url: string;
  /** Takes no more requests, finishes those that it has, within ten seconds. */
  close(): Promise<void>;
}

interface Service {
  witness: Witness;
  prefix: string;
  version: string;
  log: LogEvent;
  metrics: WitnessMetrics;
  working: number;
}

/** @throws {WitnessError} address_taken */
export async function serveWitness(witness: Witness, options: ServerOptions): Promise<WitnessServer> {
  const { host, port, prefix = "", version, log } = options;
  const service: Service = { witness, prefix, version, log, metrics: witnessMetrics(witness, version), working: 0 };
  const server = createServer(
    {
      maxHeaderSize: HEADERS_BYTES_MAX,
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    },
    withoutFloods((request, response) => void handle(service, request, response)),
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.setTimeout(SILENCE_MS_MAX);
  // Those who only keep a connection open make room for those who ask.
  server.on("drop", () => server.closeIdleConnections());
  await listen(server, { host, port });
  const bound = server.address() as AddressInfo;
  const shownHost = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return { url: `http://${shownHost}:${bound.port}${prefix}`, close: async () => await close(server) };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new WitnessError("address_taken", `${host}:${port}`, { cause: error });
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(late);
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let reply: Reply;
  try {
    reply = await replyTo(service, request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    service.log("error", "failed", { message });
    reply = plainReply(500, "this witness could not do what was asked; nothing was cosigned");
  }
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    "content-type": reply.type,
    "content-length": Buffer.byteLength(reply.body),
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    server: `sealbook-witness/${service.version}`,
    ...(reply.close ? { connection: "close" } : {}),
    ...reply.headers,
  });
  response.end(request.method === "HEAD" ? undefined : reply.body);
}

async function replyTo(service: Service, request: IncomingMessage): Promise<Reply> {
  const { witness, prefix, version, metrics } = service;
  const [path = ""] = (request.url ?? "").split("?", 1);
  if (path === `${prefix}/add-checkpoint`) return await submit(service, request);
  if (request.method !== "GET" && request.method !== "HEAD")
    return { ...plainReply(405, "this address is read with GET", { allow: "GET, HEAD" }), close: true };
  if (path === "/healthz") return healthReply(witness, version);
  if (path === "/metrics") return { status: 200, body: await metrics.text(), type: metrics.contentType };
  if (path === prefix) return plainReply(308, "it continues here", { location: `${prefix}/` });
  return await monitoringReply(witness, path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : "");
}

async function submit(service: Service, request: IncomingMessage): Promise<Reply> {
  if (request.method !== "POST")
    return { ...plainReply(405, "checkpoints are added with POST", { allow: "POST" }), close: true };
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    return { ...plainReply(415, "the body has to come as it is, not encoded"), close: true };
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === "too_large") return { ...plainReply(413, `a request has at most ${BODY_BYTES_MAX} bytes`), close: true };
  if (body === "cut") return { ...plainReply(400, "the request ended early"), close: true };
  if (service.working >= WORKING_MAX) return plainReply(503, "too many requests at once", { "retry-after": "1" });
  service.working += 1;
  const started = performance.now();
  let status = 500;
  try {
    const reply = await addCheckpointReply(service.witness, body);
    status = reply.status;
    return reply;
  } finally {
    service.working -= 1;
    service.metrics.answered(status, (performance.now() - started) / 1_000);
  }
}
