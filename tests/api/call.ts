/** Calls a route's own handler with a real Request, as Next does. */
import type { RouteHandler } from "#lib/gate/route.ts";

export interface Call {
  method?: string;
  /** Path parameters. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
}

export async function call(handler: RouteHandler, options: Call = {}): Promise<Response> {
  const { method = "GET", params = {}, query = {}, headers = {}, body } = options;
  const url = `http://localhost:3000/test?${new URLSearchParams(query)}`;
  const raw = body instanceof Uint8Array || typeof body === "string";
  const sent = body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body);
  const json: Record<string, string> = body === undefined || raw ? {} : { "content-type": "application/json" };
  const request = new Request(url, {
    method,
    headers: { host: "localhost:3000", "x-sealbook-address": "192.0.2.7", ...json, ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
  return await handler(request, { params: Promise.resolve(params) });
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests are about
  body: any;
}

export async function callJson(handler: RouteHandler, options: Call = {}): Promise<JsonAnswer> {
  const response = await call(handler, options);
  return { status: response.status, headers: response.headers, body: await response.json() };
}
