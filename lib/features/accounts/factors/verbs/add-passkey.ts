import { v7 as uuidv7 } from "uuid";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { checkNewPasskey } from "../checks/webauthn.ts";
import type { NewPasskeyAnswer } from "../schema.ts";
import { beginFactors } from "./begin-factors.ts";
import { consumeChallenge } from "./consume-challenge.ts";
import { lockAccount } from "./lock-account.ts";
import { tellPerson } from "./tell-person.ts";

/** Of one person. */
const PASSKEYS_MAX = 20;

/**
 * Keeps a passkey that the actor's browser has made.
 *
 * @returns recovery codes when it is the first factor
 * @throws {SealbookError} `proof_needed`, `passkey_refused`, `passkey_present`, `too_many_passkeys`.
 */
export async function addPasskey(input: {
  actor: UserActor;
  name: string;
  answer: NewPasskeyAnswer;
}): Promise<{ codes: string[] | undefined }> {
  requireUser(input.actor);
  const { actor, name, answer } = input;
  const { userId } = actor;
  const { clientDataJSON, transports } = answer.response;
  // By itself: what is refused afterwards is not tried again with the same answer.
  const challenge = await consumeChallenge(prisma(), { clientDataJSON, purpose: "register", userId });
  const { credential, credentialBackedUp: backedUp } = await checkNewPasskey(answer, challenge);
  const behind = (tx: Tx) => lockAccount(tx, userId);
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    await requireFreshProof(tx, actor);
    if ((await tx.passkey.count({ where: { userId } })) >= PASSKEYS_MAX) throw new SealbookError("too_many_passkeys");
    const codes = await beginFactors(tx, actor);
    const key = {
      credentialId: new Uint8Array(Buffer.from(credential.id, "base64url")),
      publicKey: new Uint8Array(credential.publicKey),
    };
    const facts = { counter: BigInt(credential.counter), transports, name, backedUp };
    const row = { id: uuidv7(), userId, ...key, ...facts };
    const { count } = await tx.passkey.createMany({ data: row, skipDuplicates: true });
    if (count === 0) throw new SealbookError("passkey_present");
    await tellPerson(tx, { actor, userId, action: "passkey.add", details: { name }, event: "passkeyAdded" });
    return { codes };
  });
}
