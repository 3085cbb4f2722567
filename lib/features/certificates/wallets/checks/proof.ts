/** A wallet's proof that it holds a key (OpenID4VCI 1.0 appendix F.1). */
import { PROOF_SKEW_MS_MAX, type ProofFailure, type WalletType } from "../types.ts";
import { isFreshNonce } from "./nonce.ts";
import { openidIssuer, openidMetadata } from "./openid.ts";

const MS_A_SECOND = 1_000;

/**
 * Whether it is for this issuer, over a nonce of it that is fresh, made now, and signed by the key that it carries.
 *
 * @param jwt of any shape
 * @returns why not, where it is not
 */
export async function checkProof(
  jwt: string,
  type: WalletType,
  now: Date = new Date(),
): Promise<ProofFailure | undefined> {
  const proof = await openidIssuer
    .verifyCredentialRequestJwtProof({ jwt, now, issuerMetadata: openidMetadata(type) })
    .catch(() => undefined);
  if (proof === undefined) return "invalid_proof";
  const { nonce, iat } = proof.payload;
  // A moment that is none fails here, too.
  if (!(Math.abs(now.getTime() - iat * MS_A_SECOND) <= PROOF_SKEW_MS_MAX)) return "invalid_proof";
  if (nonce === undefined || !isFreshNonce(nonce, type.address, now.getTime())) return "invalid_nonce";
  return undefined;
}
