/**
 * A second way to an approver's key beside the passphrase: a passkey. Its authenticator computes a secret of its own from an input that is
 * fixed for the share (WebAuthn Level 3 section 10.1.4, "prf"); HKDF (RFC 5869) makes of it the key under which the share's key lies wrapped.
 * docs/decisions/0057
 */
import { fromBase64, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { type KeyFile, keyContext, type PasskeyWay } from "./key-file.ts";

const CIPHER = "AES-GCM";
const NONCE_BYTES = 12;
const KEY_BITS = 256;

type Share = Pick<KeyFile, "group" | "number" | "salt">;

const contextOf = (of: Share): Uint8Array<ArrayBuffer> => new Uint8Array(utf8(`${keyContext(of)} passkey`));

/** What the authenticator computes its secret from; browsers hash it under a label of their own. */
export const prfInput: (of: Share) => Uint8Array<ArrayBuffer> = contextOf;

/** @param given.secret of the authenticator, 32 bytes; `key` is one that `stretch` or `unwrapKey` gave */
export async function wrapKey(
  of: Share,
  given: { key: CryptoKey; secret: Uint8Array<ArrayBuffer>; credential: Uint8Array },
): Promise<PasskeyWay> {
  const { key, secret, credential } = given;
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = { name: CIPHER, iv, additionalData: contextOf(of) };
  const wrapped = await crypto.subtle.wrapKey("raw", key, await wrappingKey(of, secret), cipher);
  return {
    ...{ credential: toBase64(credential), addedAt: new Date().toISOString() },
    ...{ nonce: toBase64(iv), wrapped: toBase64(new Uint8Array(wrapped)) },
  };
}

/** The key of the share; undefined with another passkey's secret. */
export async function unwrapKey(
  of: Share,
  given: { way: PasskeyWay; secret: Uint8Array<ArrayBuffer> },
): Promise<CryptoKey | undefined> {
  const { way, secret } = given;
  const [iv, wrapped] = [fromBase64(way.nonce), fromBase64(way.wrapped)];
  if (iv === undefined || wrapped === undefined) return undefined;
  const cipher = { name: CIPHER, iv: new Uint8Array(iv), additionalData: contextOf(of) };
  const key = await wrappingKey(of, secret);
  try {
    return await crypto.subtle.unwrapKey("raw", new Uint8Array(wrapped), key, cipher, CIPHER, true, [
      "encrypt",
      "decrypt",
    ]);
  } catch {
    return undefined;
  }
}

async function wrappingKey(of: Share, secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array(fromBase64(of.salt) ?? []);
  const derivation = { name: "HKDF", hash: "SHA-256", salt, info: contextOf(of) };
  return await crypto.subtle.deriveKey(derivation, material, { name: CIPHER, length: KEY_BITS }, false, [
    "wrapKey",
    "unwrapKey",
  ]);
}
