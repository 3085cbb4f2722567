/** Who sends a request, as far as it can be known. */
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** The header in which the application finds the client's address. */
export const ADDRESS_HEADER = "x-sealbook-address";
/** Written by proxies; without a trusted one, by anybody. */
const PROXY_HEADERS = [
  ...["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip"],
] as const;

/**
 * The address before the `trustedProxies` nearest ones: each proxy appends to X-Forwarded-For whom it heard from, so
 * only entries counted from the right were written by proxies of ours.
 *
 * @returns an IP address; the socket's when the header has no address at that place
 */
export function clientAddress(options: {
  socketAddress: string | undefined;
  forwardedFor: string | undefined;
  trustedProxies: number;
}): string {
  const socket = plainAddress(options.socketAddress ?? "") ?? "unknown";
  if (options.trustedProxies === 0) return socket;
  const hops = (options.forwardedFor ?? "").split(",").filter((hop) => hop.trim() !== "");
  const claimed = hops.at(-Math.min(options.trustedProxies, hops.length));
  return plainAddress(claimed ?? "") ?? socket;
}

/** Replaces what the client says about itself by what is known. */
export function markRequest(headers: IncomingHttpHeaders, options: { address: string; trustedProxies: number }): void {
  if (options.trustedProxies === 0) for (const name of PROXY_HEADERS) delete headers[name];
  headers[ADDRESS_HEADER] = options.address;
}

/** Without brackets, port, zone and the prefix of IPv4 in IPv6. */
export function plainAddress(text: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text.trim())?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text.trim())?.[1];
  const address = (bracketed ?? withPort ?? text.trim()).replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) ? address : undefined;
}
