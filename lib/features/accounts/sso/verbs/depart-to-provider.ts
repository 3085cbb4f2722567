import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { depart } from "../checks/openid.ts";
import { findProvider } from "../rows.ts";
import type { Journey } from "../types.ts";

/** Of one address, which may be a whole office in the morning; each asks a machine elsewhere. */
export const JOURNEY_LIMIT: RateLimit = { name: "sso journey", requests: 600, windowSeconds: 15 * 60 };

/**
 * The way to the provider of the organisation whose members sign in at this address.
 *
 * @param input.next a path of ours, to go to afterwards
 * @throws {SealbookError} `gone` when it leads nowhere; `sso_unreachable`, `too_many_attempts`.
 */
export async function departToProvider(input: {
  slug: string;
  next: string;
  address: string;
}): Promise<{ url: string; journey: Journey }> {
  const { slug, next, address } = input;
  await countAttempt(JOURNEY_LIMIT, callerOfAddress(address));
  const provider = await findProvider(slug);
  if (!provider) throw new SealbookError("gone");
  return await depart(provider, next);
}
