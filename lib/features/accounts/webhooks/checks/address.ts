import { isIP } from "node:net";
import { env } from "#lib/env.ts";
import { isInside } from "#lib/infra/http/guarded-fetch.ts";
import { SealbookError } from "#lib/words/errors.ts";

const PORTS: Record<string, string> = { "https:": "443", "http:": "80" };

/**
 * Refuses what would never be asked. Where a name leads is looked at each time that something is sent.
 *
 * @throws {SealbookError} `webhook_url_refused` of the field `url`
 */
export function requireAddress(address: string): void {
  const { protocol, hostname, port } = new URL(address);
  if (env.WEBHOOK_INSIDE_HOSTS.includes(`${hostname}:${port || PORTS[protocol]}`)) return;
  const host = hostname.replace(/^\[|\]$/g, "");
  const isOurs = hostname === "localhost" || (isIP(host) !== 0 && isInside(host));
  if (protocol !== "https:" || isOurs) throw new SealbookError("webhook_url_refused", { field: "url" });
}
