/**
 * The secret of an API key: `sealbook_` and 32 random bytes in base64url.
 *
 * Only its SHA-256 is stored. A slow password hash would add nothing: nobody can try 2^256 secrets, however fast
 * the hash, and a fast one lets every request look its key up in the table, so that revoking works at once.
 */
import { createHash, randomBytes } from "node:crypto";

export const API_KEY_MARK = "sealbook_";
const SECRET_BYTES = 32;
/** Characters of the secret that are shown in lists; 36 of its 256 bits. */
const PREFIX_CHARS = API_KEY_MARK.length + 6;
const SECRET_PATTERN = /^sealbook_[A-Za-z0-9_-]{43}$/;

export interface ApiKeySecret {
  secret: string;
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function createApiKeySecret(): ApiKeySecret {
  const secret = `${API_KEY_MARK}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return { secret, prefix: secret.slice(0, PREFIX_CHARS), hash: hashSecret(secret) };
}

/** The SHA-256 under which the key is stored, or undefined for text that no key of ours can be. */
export function apiKeyHash(secret: string): Uint8Array<ArrayBuffer> | undefined {
  return SECRET_PATTERN.test(secret) ? hashSecret(secret) : undefined;
}

/** SHA-256 of a secret of 256 random bits: an API key or the token of a one-time link. */
export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret, "utf8").digest());
}
