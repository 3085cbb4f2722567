import { env } from "#lib/env.ts";
import { mayBeAsked } from "#lib/infra/http/guarded-fetch.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Refuses what would never be asked. Where a name leads is looked at each time that something is sent.
 *
 * @throws {SealbookError} `webhook_url_refused` of the field `url`
 */
export function requireAddress(address: string): void {
  if (!mayBeAsked(address, env.WEBHOOK_INSIDE_HOSTS)) throw new SealbookError("webhook_url_refused", { field: "url" });
}
