import { noteProof } from "#lib/features/accounts/sessions/verbs/prove-again.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { PasskeyAnswer } from "../schema.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { lockAccount } from "./lock-account.ts";
import { takePasskey } from "./take-passkey.ts";

/** The actor proves with a passkey that it is they who sit here. @throws {SealbookError} `passkey_refused`. */
export async function proveWithPasskey(input: { actor: UserActor; answer: PasskeyAnswer }): Promise<void> {
  requireUser(input.actor);
  const { actor, answer } = input;
  const { userId } = actor;
  const { clientDataJSON } = answer.response;
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "prove", userId });
  const behind = (tx: Tx) => lockAccount(tx, userId);
  await proven({ actor, authority: "own", behind }, async (tx) => {
    await takePasskey(tx, { answer, challenge, userId });
    await noteProof(tx, { actor, by: "passkey" });
  });
}
