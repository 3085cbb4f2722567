import { countRequest, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

const MINUTE_SECONDS = 60;

/** Counts what a person tries, such as a password. @throws {SealbookError} `too_many_attempts`. */
export async function countAttempt(limit: RateLimit, caller: string): Promise<void> {
  const retryAfterSeconds = await countRequest(limit, caller);
  if (retryAfterSeconds === undefined) return;
  const minutes = Math.ceil(retryAfterSeconds / MINUTE_SECONDS);
  throw new SealbookError("too_many_attempts", { details: { retryAfterSeconds, minutes } });
}
