/** Asks the product's own endpoints, behind its own web server, over real HTTP; there are no pages. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { assertDescribed } from "#tests/support/described.ts";
import { startWeb, type Web } from "#tests/support/web.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
/** Where a call comes from, unless it says otherwise. */
const CALLER = "192.0.2.7";

/** What may be asked of an address. */
export interface Target {
  method: (typeof METHODS)[number];
  /** A path, or the template of one. */
  path: string;
}

/** Every method at an address: `at("/api/v1/evidence/{id}").GET`. */
export function at(path: string): Record<(typeof METHODS)[number], Target> {
  return Object.fromEntries(METHODS.map((method) => [method, { method, path }])) as ReturnType<typeof at>;
}

let web: Promise<Web> | undefined;

/** This process's server, which does not keep the process alive; where a call comes from is what it says itself. */
export async function apiPort(): Promise<number> {
  web ??= startWeb({ trustedProxies: 1 });
  const { server, port } = await web;
  server.unref();
  return port;
}

export interface Call {
  method?: string;
  /** Path parameters. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
}

export async function call(target: Target, options: Call = {}): Promise<Response> {
  const { method = target.method, params = {}, query = {}, headers = {}, body } = options;
  const raw = body instanceof Uint8Array || typeof body === "string";
  const sent = body === undefined || raw ? body : JSON.stringify(body);
  const json: Record<string, string> = body === undefined || raw ? {} : { "content-type": "application/json" };
  const path = target.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = `${new URLSearchParams(query)}`;
  return await send(search ? `${path}?${search}` : path, { method, headers: { ...json, ...headers }, body: sent });
}

/** Sends a request exactly as it is given; `x-sealbook-address` says where from. */
export async function send(
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array | undefined } = {},
): Promise<Response> {
  const { "x-sealbook-address": caller = CALLER, ...headers } = init.headers ?? {};
  const outgoing = httpRequest({
    ...{ host: "127.0.0.1", port: await apiPort(), path, agent: false },
    method: init.method ?? "GET",
    headers: { host: "localhost:3000", "x-forwarded-for": caller, ...headers },
  });
  // Who is refused before all is sent may find the connection closed.
  outgoing.on("error", () => {}).end(init.body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const { statusCode = 0 } = incoming;
  const list = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const isEmpty = statusCode === 204 || statusCode === 304;
  if (isEmpty) incoming.resume();
  const body = isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream as unknown as BodyInit);
  const answer = new Response(body, { status: statusCode, headers: list });
  await assertDescribed(init.method ?? "GET", path, answer);
  return answer;
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests are about
  body: any;
}

export async function callJson(target: Target, options: Call = {}): Promise<JsonAnswer> {
  const response = await call(target, options);
  return { status: response.status, headers: response.headers, body: await response.json() };
}
