/**
 * Outgoing requests go through the proxies that the environment names, as those of other programs do: HTTPS_PROXY, HTTP_PROXY, and
 * NO_PROXY for hosts that are reached directly, each in capitals or not. This machine itself is never reached through one.
 */
import http from "node:http";
import { Failure } from "./failure.mjs";

const OWN_ADDRESSES = "localhost,127.0.0.1,::1,[::1]";
const PROXIES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/**
 * For `fetch` and for requests of node's http and https from now on. Does nothing where no proxy is named.
 *
 * @throws {Failure} for an address of a proxy that is none
 */
export function followProxies(environment: NodeJS.ProcessEnv = process.env): void {
  const named = PROXIES.flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : []));
  if (named.length === 0) return;
  for (const [name, address] of named) {
    const { protocol } = URL.parse(address) ?? {};
    if (protocol === "http:" || protocol === "https:") continue;
    // Without the address: it may hold a password.
    throw new Failure(
      `${name}: write the proxy as http://proxy.example.org:3128, or leave it out.`,
      `${name}：请将代理写作 http://proxy.example.org:3128，或去掉该设置。`,
    );
  }
  const direct = environment.no_proxy || environment.NO_PROXY;
  const noProxy = direct ? `${direct},${OWN_ADDRESSES}` : OWN_ADDRESSES;
  http.setGlobalProxyFromEnv({ ...environment, no_proxy: noProxy, NO_PROXY: noProxy });
}
