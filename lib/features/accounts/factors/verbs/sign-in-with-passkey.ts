import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { findHome } from "#lib/features/accounts/sessions/rows.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { PasskeyAnswer } from "../schema.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { CHALLENGE_LIMIT } from "./create-challenge.ts";
import { takePasskey } from "./take-passkey.ts";

/**
 * Signs in with a passkey alone: it stands for something that one has, and its authenticator has found out who holds it.
 *
 * @throws {SealbookError} `passkey_refused`, `too_many_attempts`.
 */
export async function signInWithPasskey(input: { answer: PasskeyAnswer; client: Client }): Promise<SignedIn> {
  const { answer, client } = input;
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(client.address));
  const { clientDataJSON } = answer.response;
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "sign-in", userId: null });
  const signedIn = await prisma().$transaction(async (tx) => {
    const { userId } = await takePasskey(tx, { answer, challenge });
    const home = await findHome(tx, userId);
    if (!home) throw new SealbookError("passkey_refused");
    return await beginSession(tx, { userId, ...home, client, proof: "passkey" });
  });
  countSignIn("begun");
  return signedIn;
}
