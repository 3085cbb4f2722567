import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";

const QUARTER_HOUR_SECONDS = 15 * 60;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * As SIGN_IN_LIMITS, fewer: a code has three right answers in a million, so that a hundred a day find one in eight years. Who guesses here
 * knows the password already, or has the mailbox.
 */
const GUESS_LIMITS = {
  device: { name: "factor device", requests: 10, windowSeconds: QUARTER_HOUR_SECONDS },
  /** From all such browsers: each new password by mail makes another one. */
  deviceDay: { name: "factor device day", requests: 100, windowSeconds: DAY_SECONDS },
  pair: { name: "factor pair", requests: 10, windowSeconds: QUARTER_HOUR_SECONDS },
  account: { name: "factor account", requests: 30, windowSeconds: QUARTER_HOUR_SECONDS },
  day: { name: "factor day", requests: 100, windowSeconds: DAY_SECONDS },
} as const satisfies Record<string, RateLimit>;

/**
 * Counts a code that is tried. Those that are right are counted as well: nobody gives so many.
 *
 * @param guess.device of a browser in which the account was signed in before: strangers do not keep its owner out there
 * @throws {SealbookError} `too_many_attempts`.
 */
export async function countGuess(guess: {
  userId: string;
  address: string;
  device?: string | undefined;
}): Promise<void> {
  const { userId, address, device } = guess;
  if (device !== undefined) {
    await countAttempt(GUESS_LIMITS.device, `${userId} ${device}`);
    return await countAttempt(GUESS_LIMITS.deviceDay, userId);
  }
  await countAttempt(GUESS_LIMITS.pair, `${userId} ${callerOfAddress(address)}`);
  await countAttempt(GUESS_LIMITS.account, userId);
  await countAttempt(GUESS_LIMITS.day, userId);
}
