/** What wallets ask for, in the shapes of OpenID4VCI 1.0; everything else is refused in OAuth's words. */
import { Oauth2ServerErrorResponseError } from "@openid4vc/oauth2";
import { z } from "zod";
import { CONFIGURATION_ID, type WalletType } from "../types.ts";
import { openidIssuer, openidMetadata, openidServer } from "./openid.ts";
import { checkProof } from "./proof.ts";

/** A code and digits, or the error of the token endpoint (RFC 6749 section 5.2). @param address of the issuer */
export function readTokenRequest(
  form: URLSearchParams,
  address: string,
): { code: string; pin: string } | { failed: string } {
  const fields = Object.fromEntries(form);
  // Section 3.2: no parameter more than once.
  if (Object.keys(fields).length !== form.size) return { failed: "invalid_request" };
  const request = { method: "POST", url: `${address}/token`, headers: new Headers() } as const;
  const read = attempt(() => openidServer.parseAccessTokenRequest({ accessTokenRequest: fields, request }));
  if ("failed" in read) return read;
  const { grant } = read;
  if (!("preAuthorizedCode" in grant)) return { failed: "unsupported_grant_type" };
  // Section 6.3: each of our offers wants digits.
  if (grant.txCode === undefined) return { failed: "invalid_request" };
  return { code: grant.preAuthorizedCode, pin: grant.txCode };
}

/** Which members are looked at before the library is: by them the standard tells errors apart. */
const asked = z.looseObject({
  credential_configuration_id: z.string().optional(),
  credential_identifier: z.string().optional(),
  credential_response_encryption: z.unknown().optional(),
});

/**
 * Whether a wallet asked for the one credential that there is, in a way that can be answered. A proof is not asked for; one that comes must
 * hold, as whoever sends a wrong one has a fault that they would look for elsewhere.
 *
 * @returns the error of the credential endpoint (OpenID4VCI 1.0 section 8.3.1.2); undefined where there is none
 */
export async function readCredentialRequest(body: unknown, type: WalletType): Promise<string | undefined> {
  const given = asked.safeParse(body);
  if (!given.success) return "invalid_credential_request";
  const { credential_configuration_id: id, credential_identifier: identifier } = given.data;
  if (identifier !== undefined) return "unknown_credential_identifier";
  if (id === undefined) return "invalid_credential_request";
  if (id !== CONFIGURATION_ID) return "unknown_credential_configuration";
  if (given.data.credential_response_encryption !== undefined) return "invalid_encryption_parameters";
  const read = attempt(() =>
    openidIssuer.parseCredentialRequest({ credentialRequest: given.data, issuerMetadata: openidMetadata(type) }),
  );
  const proven = "proof" in given.data || "proofs" in given.data;
  if ("failed" in read) return proven ? "invalid_proof" : read.failed;
  if (read.proofs === undefined) return proven ? "invalid_proof" : undefined;
  const [jwt, ...more] = read.proofs.jwt ?? [];
  // One credential is issued: with two keys two would be asked for.
  if (jwt === undefined || more.length > 0) return "invalid_proof";
  return await checkProof(jwt, type);
}

function attempt<Value extends object>(read: () => Value): Value | { failed: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Oauth2ServerErrorResponseError) return { failed: error.errorResponse.error };
    throw error;
  }
}
