import { randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { generateAuthenticationOptions, generateRegistrationOptions } from "@simplewebauthn/server";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { RELYING_PARTY, userHandleOf } from "../checks/webauthn.ts";
import { listCredentials, readMailbox } from "../rows.ts";
import type { ChallengePurpose } from "../types.ts";

const CHALLENGE_BYTES = 32;
/** Long enough to fetch a key from a drawer. */
const CHALLENGE_AGE_MS_MAX = 5 * 60 * 1_000;
const QUARTER_HOUR_SECONDS = 15 * 60;
/** Of one address, which may be a whole office in the morning. */
export const CHALLENGE_LIMIT: RateLimit = {
  name: "passkey challenge",
  requests: 600,
  windowSeconds: QUARTER_HOUR_SECONDS,
};

/** What a browser needs to make a passkey for the actor. @throws {SealbookError} `proof_needed`, `too_many_attempts`. */
export async function beginPasskey(input: { actor: UserActor }): Promise<PublicKeyCredentialCreationOptionsJSON> {
  requireUser(input.actor);
  const { actor } = input;
  const { userId } = actor;
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(actor.address));
  const known = await listCredentials(userId);
  return await proven({ actor, authority: "own" }, async (tx) => {
    await requireFreshProof(tx, actor);
    const { email, name } = await readMailbox(tx, userId);
    const user = { handle: userHandleOf(userId), name: email, displayName: name };
    return await creationOptions(tx, { purpose: "register", userId, user, known });
  });
}

/** In the caller's transaction. @param options.known passkeys of theirs that are there already */
export async function creationOptions(
  tx: Tx,
  options: Asked & {
    user: { handle: Uint8Array<ArrayBuffer>; name: string; displayName: string };
    known: { id: string }[];
  },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { user, known, ...asked } = options;
  return await generateRegistrationOptions({
    rpName: RELYING_PARTY.name,
    rpID: RELYING_PARTY.id,
    userName: user.name,
    userDisplayName: user.displayName,
    userID: user.handle,
    challenge: await insertChallenge(tx, asked),
    timeout: CHALLENGE_AGE_MS_MAX,
    attestationType: "none",
    excludeCredentials: known,
    // Security keys compute secrets for those passkeys alone for which this was said when they were made (CTAP 2.1 section 12.5).
    extensions: { prf: {} },
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
}

/** What a browser needs to sign in with whichever passkey it finds. @throws {SealbookError} `too_many_attempts`. */
export async function beginPasskeySignIn(input: { address: string }): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(input.address));
  return await requestOptions(prisma(), { purpose: "sign-in", allow: [] });
}

/** As `beginPasskeySignIn`, with one of this person's. */
export async function beginOwnPasskey(input: {
  userId: string;
  purpose: "prove" | "second";
  address: string;
}): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { userId, purpose, address } = input;
  await countAttempt(CHALLENGE_LIMIT, callerOfAddress(address));
  return await requestOptions(prisma(), { purpose, userId, allow: await listCredentials(userId) });
}

type Asked = { purpose: ChallengePurpose; userId?: string };

/** In the caller's transaction. @param options.allow which may answer; none: whichever the browser finds */
export async function requestOptions(
  tx: Tx,
  { allow, ...asked }: Asked & { allow: { id: string; transports: string[] }[] },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return await generateAuthenticationOptions({
    rpID: RELYING_PARTY.id,
    challenge: await insertChallenge(tx, asked),
    timeout: CHALLENGE_AGE_MS_MAX,
    allowCredentials: allow,
    // By itself a passkey stands for both factors: the authenticator has to know who holds it.
    userVerification: asked.purpose === "sign-in" ? "required" : "preferred",
  });
}

async function insertChallenge(tx: Tx, { purpose, userId }: Asked): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
  const now = Date.now();
  await tx.passkeyChallenge.deleteMany({ where: { expiresAt: { lte: new Date(now) } } });
  const expiresAt = new Date(now + CHALLENGE_AGE_MS_MAX);
  await tx.passkeyChallenge.create({ data: { challenge, purpose, userId: userId ?? null, expiresAt } });
  return challenge;
}
