/** What time-stamp tokens state. */
import type { Hash } from "#lib/pki/oids.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import type { Stamp } from "./facts.ts";

/**
 * What each token states that can be read. Whom the reader trusts is the reader's to say.
 *
 * @param about what the tokens are over: the imprint, and its hash where that is not SHA-256
 * @throws {Error} for a token that is not intact
 */
export async function readTokens(
  tokens: readonly Uint8Array[],
  about: { imprint: Uint8Array; hash?: Hash },
): Promise<Stamp[]> {
  const outcomes = await Promise.all(tokens.map((token) => checkTimestampToken({ token, ...about })));
  return outcomes.flatMap((outcome) => {
    if (outcome.status === "failed") throw new Error(`The receipt does not hold: timestamp, ${outcome.reason}.`);
    return outcome.status === "unchecked" ? [] : [{ authority: outcome.authority, time: outcome.time }];
  });
}
