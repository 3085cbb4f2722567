/** The library of the field, as it is used here: for shapes and for proofs; nothing of it signs, fetches, or keeps anything. */
import { createHash, randomBytes } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { clientAuthenticationNone, Oauth2AuthorizationServer, setGlobalConfig } from "@openid4vc/oauth2";
import { type IssuerMetadataResult, Openid4vciIssuer, Openid4vciVersion } from "@openid4vc/openid4vci";
import { utf8 } from "#lib/core/text/bytes.ts";
import { fromBase64Url } from "#lib/credentials/base64url.ts";
import { readP256Jwk, verifyEs256 } from "#lib/credentials/es256.ts";
import { publicUrl } from "#lib/env.ts";
import { issuerMetadata, serverMetadata } from "../drawing/metadata.ts";
import type { WalletType } from "../types.ts";

// The library refuses addresses without TLS, its callers' own as well: an installation for trials has such a one.
setGlobalConfig({ allowInsecureUrls: publicUrl.startsWith("http://") });

const ED25519_KEY_BYTES = 32;
const ED25519_SIGNATURE_BYTES = 64;

type Callbacks = ConstructorParameters<typeof Openid4vciIssuer>[0]["callbacks"];

const never = (what: string) => () => {
  throw new Error(`Wallets: nothing here ${what}.`);
};

const callbacks: Callbacks = {
  fetch: never("asks others"),
  signJwt: never("signs JWTs"),
  hash: (data, algorithm) => new Uint8Array(createHash(algorithm.replace("-", "")).update(data).digest()),
  generateRandom: (bytes) => new Uint8Array(randomBytes(bytes)),
  clientAuthentication: clientAuthenticationNone({ clientId: "none" }),
  async verifyJwt(signer, { compact, header }) {
    // A key by reference would have us ask others for it.
    if (signer.method !== "jwk" || header.jwk === undefined) return { verified: false };
    const verified = await isSignedBy(compact, { jwk: header.jwk, alg: header.alg });
    return verified ? { verified, signerJwk: header.jwk } : { verified };
  },
};

export const openidIssuer = new Openid4vciIssuer({ callbacks });
export const openidServer = new Oauth2AuthorizationServer({ callbacks });

/** What the library asks to know of an issuer: its documents, as they are published. */
export function openidMetadata(type: WalletType): IssuerMetadataResult {
  const credentialIssuer = openidIssuer.createCredentialIssuerMetadata(issuerMetadata(type));
  return {
    originalDraftVersion: Openid4vciVersion.V1,
    credentialIssuer,
    authorizationServers: [openidServer.createAuthorizationServerMetadata(serverMetadata(type))],
    knownCredentialConfigurations: openidIssuer.getKnownCredentialConfigurationsSupported(credentialIssuer),
  };
}

/** ES256, and EdDSA with Ed25519: by the public key in the JWT's own head, which holds no part of the secret one. */
async function isSignedBy(compact: string, { jwk, alg }: { jwk: object; alg: string }): Promise<boolean> {
  const [head = "", payload = "", signature = "", ...more] = compact.split(".");
  const signed = fromBase64Url(signature);
  if (more.length > 0 || signed === undefined || "d" in jwk) return false;
  const data = utf8(`${head}.${payload}`);
  if (alg === "ES256") {
    const publicKey = readP256Jwk(jwk);
    return publicKey !== undefined && (await verifyEs256({ data, signature: signed, publicKey }));
  }
  const publicKey = alg === "EdDSA" ? readEd25519Jwk(jwk) : undefined;
  if (publicKey === undefined || signed.length !== ED25519_SIGNATURE_BYTES) return false;
  try {
    return ed25519.verify(signed, data, publicKey);
  } catch {
    // No point of the curve.
    return false;
  }
}

/** RFC 8037 section 2. */
function readEd25519Jwk(jwk: { kty?: unknown; crv?: unknown; x?: unknown }): Uint8Array | undefined {
  if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519" || typeof jwk.x !== "string") return undefined;
  const key = fromBase64Url(jwk.x);
  return key?.length === ED25519_KEY_BYTES ? key : undefined;
}
