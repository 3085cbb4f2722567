/**
 * The one secret of an installation: 32 bytes from `SEALBOOK_SECRET`, or from `DATA_DIR/secret.key`, which is made on
 * first use. Every key that is kept or used at rest derives from it, one a purpose (HKDF-SHA256, RFC 5869).
 */
import { hkdfSync } from "node:crypto";
import { join } from "node:path";
import { env } from "#lib/env.ts";
import { decodeSecret, readSecrets } from "./secret-file.ts";

const KEY_BYTES = 32;

let cached: Uint8Array | undefined;

/**
 * The key of this installation for one purpose, 32 bytes; the same as long as the secret is the same.
 * @throws {Error} when the secret is malformed, unreadable, or readable by others.
 */
export function purposeKey(purpose: string): Uint8Array {
  cached ??= env.SEALBOOK_SECRET ? fromEnvironment(env.SEALBOOK_SECRET) : fromFile(join(env.DATA_DIR, "secret.key"));
  return new Uint8Array(hkdfSync("sha256", cached, "sealbook installation secret", purpose, KEY_BYTES));
}

function fromEnvironment(text: string): Uint8Array {
  const secret = decodeSecret(text);
  if (!secret) throw new Error("SEALBOOK_SECRET must be 32 bytes in base64. Make one with: openssl rand -base64 32");
  return secret;
}

function fromFile(path: string): Uint8Array {
  const [secret, ...others] = readSecrets(path);
  if (!secret || others.length > 0)
    throw new Error(`${path} does not hold 32 bytes in base64. Restore it from a backup.`);
  return secret;
}
