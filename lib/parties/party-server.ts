/** HTTP for a party that takes requests of strangers: one address, answers as values, limits against who sends too much or too slowly. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { withoutFloods } from "./pipelining.ts";
import type { LogEvent } from "./witness/event-log.ts";
import { plainReply, type Reply } from "./witness/reply.ts";
import { WitnessError } from "./witness/witness-error.ts";

const HEADERS_BYTES_MAX = 8 * 1024;
const HEADERS_MS_MAX = 5_000;
/** How often times are looked at. */
const CHECK_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
/** A client that takes nothing of its answer. */
const SILENCE_MS_MAX = 30_000;
const CONNECTIONS_MAX = 512;
const DRAIN_MS = 10_000;

export interface PartyServerOptions {
  host: string;
  /** 0: one that is free. */
  port: number;
  /** Path before everything but /metrics and /healthz; "" or "/w1". */
  prefix?: string;
  version: string;
  log: LogEvent;
}

export interface PartyServer {
  readonly url: string;
  /** Takes no more requests, finishes those that it has, within ten seconds. */
  close(): Promise<void>;
}

interface Answering {
  /** Of the party, in the Server header. */
  program: string;
  /** For headers and body of a request together. */
  requestMsMax: number;
  /** What is said when answering threw. */
  failure: string;
  answer(request: IncomingMessage): Promise<Reply>;
}

/** @throws {WitnessError} address_taken */
export async function serveParty(answering: Answering, options: PartyServerOptions): Promise<PartyServer> {
  const { host, port, prefix = "" } = options;
  const server = createServer(
    {
      maxHeaderSize: HEADERS_BYTES_MAX,
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: answering.requestMsMax,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    },
    withoutFloods((request, response) => void handle(answering, options, { request, response })),
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

async function handle(
  answering: Answering,
  { log, version }: PartyServerOptions,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  let reply: Reply;
  try {
    reply = await answering.answer(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log("error", "failed", { message });
    reply = plainReply(500, answering.failure);
  }
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    "content-type": reply.type,
    "content-length": Buffer.byteLength(reply.body),
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    server: `${answering.program}/${version}`,
    ...(reply.close ? { connection: "close" } : {}),
    ...reply.headers,
  });
  response.end(request.method === "HEAD" ? undefined : reply.body);
}

/** Requests that are worked on at once; more are told to come again. */
export class Places {
  readonly #max: number;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  async take(work: () => Promise<Reply>): Promise<Reply> {
    if (this.#taken >= this.#max) return plainReply(503, "too many requests at once", { "retry-after": "1" });
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }
}
