/** What an authenticator answered, checked (WebAuthn Level 3 section 7). */
import {
  type VerifiedRegistrationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { publicUrl } from "#lib/env.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { NewPasskeyAnswer, PasskeyAnswer } from "../schema.ts";

/** A passkey is made for the host of the installation's public address, and works nowhere else. */
export const RELYING_PARTY = {
  id: new URL(publicUrl).hostname,
  name: "Sealbook 印证",
  origin: new URL(publicUrl).origin,
};

/** What an authenticator knows its user by: the sixteen bytes of the account's id. */
export function userHandleOf(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll("-", ""), "hex"));
}

type Registered = NonNullable<Extract<VerifiedRegistrationResponse, { verified: true }>["registrationInfo"]>;

/** @throws {SealbookError} `passkey_refused`. */
export async function checkNewPasskey(answer: NewPasskeyAnswer, expectedChallenge: string): Promise<Registered> {
  const checked = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge,
    expectedOrigin: RELYING_PARTY.origin,
    expectedRPID: RELYING_PARTY.id,
    // Asked for, so that it can sign in by itself; one that cannot is a second factor all the same.
    requireUserVerification: false,
  }).catch(refused);
  if (!checked.verified) return refused();
  return checked.registrationInfo;
}

export interface StoredPasskey {
  credentialId: Uint8Array;
  publicKey: Uint8Array;
  counter: bigint;
}

/**
 * @param options.verified the authenticator has to have found out who holds it
 * @returns the new state of its counter
 * @throws {SealbookError} `passkey_refused`, also when its counter did not go on: somebody has a copy of it, or had one.
 */
export async function checkPasskey(
  answer: PasskeyAnswer,
  options: { stored: StoredPasskey; challenge: string; verified: boolean },
): Promise<{ counter: bigint; backedUp: boolean }> {
  const { stored, challenge, verified } = options;
  const checked = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: RELYING_PARTY.origin,
    expectedRPID: RELYING_PARTY.id,
    credential: {
      id: Buffer.from(stored.credentialId).toString("base64url"),
      publicKey: new Uint8Array(stored.publicKey),
      counter: Number(stored.counter),
    },
    requireUserVerification: verified,
  }).catch(refused);
  if (!checked.verified) return refused();
  const { newCounter, credentialBackedUp } = checked.authenticationInfo;
  return { counter: BigInt(newCounter), backedUp: credentialBackedUp };
}

function refused(cause?: unknown): never {
  throw new SealbookError("passkey_refused", { cause });
}
