import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { ChallengePurpose } from "../types.ts";

/**
 * Takes the challenge that was answered, in the caller's transaction: each is taken once, for what it was made and by whom.
 *
 * @returns it, in base64url as the answer has it
 * @throws {SealbookError} `passkey_refused` when there is none, or it is too old.
 */
export async function consumeChallenge(
  tx: Tx,
  asked: { clientDataJSON: string; purpose: ChallengePurpose; userId: string | null },
): Promise<string> {
  const { clientDataJSON, purpose, userId } = asked;
  const challenge = challengeIn(clientDataJSON);
  const { count } = await tx.passkeyChallenge.deleteMany({
    where: {
      challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
      purpose,
      userId,
      expiresAt: { gt: new Date() },
    },
  });
  if (count !== 1) throw new SealbookError("passkey_refused");
  return challenge;
}

function challengeIn(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")) as {
      challenge?: unknown;
    };
    if (typeof challenge === "string") return challenge;
  } catch {
    // No browser sends it.
  }
  throw new SealbookError("passkey_refused");
}
