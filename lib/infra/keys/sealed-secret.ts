/** Secrets at rest: AES-256-GCM under a key of this installation (NIST SP 800-38D). */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { purposeKey } from "./installation-secret.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface SealedContext {
  /** Which derived key; `ledger signing key`, for instance. */
  purpose: string;
  /** What the secret belongs to: it opens only beside the same text. */
  aad: string;
}

/** @returns nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
export function sealSecret(plaintext: Uint8Array, { purpose, aad }: SealedContext): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, purposeKey(purpose), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad, "utf8"));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

/**
 * Opens what `sealSecret` made with the same context.
 * @throws {Error} when the installation's secret is another one, or the bytes were changed.
 */
export function openSecret(sealed: Uint8Array, { purpose, aad }: SealedContext): Uint8Array {
  const key = purposeKey(purpose);
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(aad, "utf8"));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const ciphertext = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  } catch (error) {
    throw new Error(
      `The ${purpose} does not open with the secret of this installation. SEALBOOK_SECRET, or secret.key in DATA_DIR, ` +
        "is not the one it was sealed with, or the stored bytes were changed: restore the secret that belongs to this database.",
      { cause: error },
    );
  }
}
