/**
 * The secret of an API key: `sealbook_`, of a test key `sealbook_test_`, and 32 random bytes in base64url.
 *
 * Only its SHA-256 is stored. A slow password hash would add nothing: nobody can try 2^256 secrets, however fast
 * the hash, and a fast one lets every request look its key up in the table, so that revoking works at once.
 */
import { createHash, randomBytes } from "node:crypto";

export const API_KEY_MARK = "sealbook_";
/** Says to people what the key is; what it is worth is in the table. */
const TEST_KEY_MARK = `${API_KEY_MARK}test_`;
const SECRET_BYTES = 32;
/** Characters of the secret that are shown in lists; 36 of its 256 bits. */
const PREFIX_CHARS = 6;
const SECRET_PATTERN = /^sealbook_(?:test_)?[A-Za-z0-9_-]{43}$/;

export interface ApiKeySecret {
  secret: string;
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function createApiKeySecret({ test = false }: { test?: boolean } = {}): ApiKeySecret {
  const mark = test ? TEST_KEY_MARK : API_KEY_MARK;
  const secret = `${mark}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return { secret, prefix: secret.slice(0, mark.length + PREFIX_CHARS), hash: hashSecret(secret) };
}

/** The SHA-256 under which the key is stored, or undefined for text that no key of ours can be. */
export function apiKeyHash(secret: string): Uint8Array<ArrayBuffer> | undefined {
  return SECRET_PATTERN.test(secret) ? hashSecret(secret) : undefined;
}

/** SHA-256 of a secret of 256 random bits: an API key or the token of a one-time link. */
export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret, "utf8").digest());
}
