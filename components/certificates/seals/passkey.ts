/** Asks an authenticator for the secret that opens an approver's share. Nothing of it goes to the server, which checks no answer. */

import { fromBase64 } from "#lib/core/text/bytes.ts";
import type { KeyFile } from "#lib/credentials/threshold/key-file.ts";
import { prfInput } from "#lib/credentials/threshold/passkey-way.ts";

const CHALLENGE_BYTES = 32;
const TIMEOUT_MS = 5 * 60 * 1_000;

/** unable: browser or passkey knows no secrets of this kind. none: there is no passkey, or somebody called it off: browsers do not say which. */
export type PasskeyFailure = "unable" | "none";
export type PasskeySecret = { credential: Uint8Array; secret: Uint8Array<ArrayBuffer> };

/** false: this browser says that it cannot. Older ones say nothing, and are asked. */
export async function mayUsePasskeys(): Promise<boolean> {
  if (typeof PublicKeyCredential !== "function") return false;
  const known = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
  return known?.["extension:prf"] !== false;
}

/** @param credentials base64 of those that may answer; none: whichever of this site somebody chooses */
export async function askPasskey(
  of: KeyFile,
  credentials: readonly string[] = [],
): Promise<PasskeySecret | { failure: PasskeyFailure }> {
  const allowed = credentials.map((each) => new Uint8Array(fromBase64(each) ?? []));
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)),
    allowCredentials: allowed.map((id) => ({ type: "public-key", id })),
    // With and without it an authenticator computes different secrets.
    userVerification: "required",
    timeout: TIMEOUT_MS,
    extensions: { prf: { eval: { first: prfInput(of) } } },
  };
  try {
    const answer = await navigator.credentials.get({ publicKey });
    if (!(answer instanceof PublicKeyCredential)) return { failure: "none" };
    const first = answer.getClientExtensionResults().prf?.results?.first;
    if (!(first instanceof ArrayBuffer) || first.byteLength === 0) return { failure: "unable" };
    return { credential: new Uint8Array(answer.rawId), secret: new Uint8Array(first) };
  } catch (error) {
    return { failure: error instanceof Error && error.name === "NotSupportedError" ? "unable" : "none" };
  }
}
