/** Reading request headers the same way from a web `Request` and from node's `IncomingMessage`. */
import type { IncomingHttpHeaders } from "node:http";

export type RequestHeaders = Pick<Headers, "get"> | IncomingHttpHeaders;

/** The header's value; several values joined by a comma, as `Headers` does. */
export function headerValue(headers: RequestHeaders, name: string): string | undefined {
  if (typeof headers.get === "function") return (headers as Pick<Headers, "get">).get(name) ?? undefined;
  const value = (headers as IncomingHttpHeaders)[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

const COOKIE_HEADER_CHARS_MAX = 16_384;

/** The value of a cookie, RFC 6265 section 5.4; the first one when a name is sent twice. */
export function cookieValue(headers: RequestHeaders, name: string): string | undefined {
  const header = headerValue(headers, "cookie");
  if (!header || header.length > COOKIE_HEADER_CHARS_MAX) return undefined;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** The client's address, which the web process wrote into the request and no client can. */
export function clientAddress(headers: RequestHeaders): string {
  return headerValue(headers, "x-sealbook-address") ?? "unknown";
}

/** The browser's name for itself, cut to what a list of sessions can show. */
export function userAgent(headers: RequestHeaders): string {
  return (headerValue(headers, "user-agent") ?? "").slice(0, USER_AGENT_CHARS_MAX);
}
const USER_AGENT_CHARS_MAX = 300;
