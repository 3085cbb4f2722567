/**
 * Asking an address that somebody typed in: over TLS, never a machine of our own network, bounded in time and size, never led elsewhere.
 *
 * The address is looked at when the connection is made, after its name was resolved, so that a name that first leads out and then in
 * leads nowhere (DNS rebinding).
 *
 * Where the environment names a proxy for https (HTTPS_PROXY), everybody outside is asked through it, whatever NO_PROXY says: then the
 * proxy resolves names, and says who may be reached. Those of our own network that are allowed are asked directly.
 */
import { type LookupAddress, lookup } from "node:dns";
import { request as requestPlain } from "node:http";
import { Agent, request as requestTls } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { env, httpsProxy } from "#lib/env.ts";

const TIMEOUT_MS = 10_000;
const BYTES_MAX = 512 * 1024;

export interface GuardedOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Ends it sooner. */
  signal?: AbortSignal;
  /** `host:port` of those that may be asked although they are of our own network; over plain HTTP when they are this machine. */
  allowed: readonly string[];
}

/** @throws {Error} when the address may not be asked, nobody answers in time, or the answer is too long. */
export async function guardedFetch(address: string, options: GuardedOptions): Promise<Response> {
  const url = new URL(address);
  const { allowed, method = "GET", headers = {}, body } = options;
  const isAllowed = allowed.includes(hostOf(url));
  if (url.protocol !== "https:" && !(isAllowed && url.protocol === "http:"))
    throw new Error(`${url.origin} is not asked: no TLS`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // A literal address is never looked up.
  if (!isAllowed && isIP(host) !== 0 && isInside(host)) throw new Error(`${url.origin} is not asked: inside`);
  const request = url.protocol === "https:" ? requestTls : requestPlain;
  const way = isAllowed ? { agent: false } : (throughProxy() ?? { agent: false, lookup: lookupOutside });
  return await new Promise<Response>((resolve, reject) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    const sent = request(url, { method, headers, signal, ...way }, (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      answer.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > BYTES_MAX) answer.destroy(new Error(`${url.origin} answers more than ${BYTES_MAX} bytes`));
        else chunks.push(chunk);
      });
      answer.on("error", reject);
      answer.on("end", () => {
        const { statusCode = 500, headers: given } = answer;
        const bodyless = statusCode === 204 || statusCode === 304;
        const type = given["content-type"];
        resolve(
          new Response(bodyless ? null : Buffer.concat(chunks), {
            status: statusCode,
            headers: type === undefined ? {} : { "content-type": type },
          }),
        );
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A connection of its own, as without. */
function throughProxy(): { agent: Agent } | undefined {
  if (!httpsProxy) return undefined;
  return { agent: new Agent({ keepAlive: false, proxyEnv: { NODE_ENV: env.NODE_ENV, HTTPS_PROXY: httpsProxy } }) };
}

/** Whether it could be asked at all, before anything is: where a name leads is looked at each time. @param allowed as of GuardedOptions */
export function mayBeAsked(address: string, allowed: readonly string[]): boolean {
  const url = new URL(address);
  if (allowed.includes(hostOf(url))) return true;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return url.protocol === "https:" && host !== "localhost" && !(isIP(host) !== 0 && isInside(host));
}

/** `host:port`, the port written out. */
function hostOf({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

/** Whether an address is of this machine, of a network of its own, or of none (IANA special-purpose registries). */
export function isInside(address: string): boolean {
  const family = isIP(address);
  if (family === 6) {
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    return mapped === undefined ? INSIDE_6.check(address, "ipv6") : isInside(mapped);
  }
  return family === 0 || INSIDE_4.check(address, "ipv4");
}

const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "", 0);
    const outside = (found as LookupAddress[]).filter(({ address }) => !isInside(address));
    const [first] = outside;
    if (!first) return callback(new Error(`${hostname} is not asked: inside`), "", 0);
    if (options.all) callback(null, outside);
    else callback(null, first.address, first.family);
  });
};

// Two: a list takes every IPv4 address for one below ::ffff:0:0.
const INSIDE_4 = new BlockList();
const INSIDE_6 = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  INSIDE_4.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  // An IPv4 address in it, by each of the ways that there were: RFC 4291 section 2.5.5, RFC 2765 section 2.1.
  ["::", 96],
  ["::ffff:0:0", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const) {
  INSIDE_6.addSubnet(network, prefix, "ipv6");
}
