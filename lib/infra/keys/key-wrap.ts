/** AES-256 Key Wrap of 32-byte keys (RFC 3394; NIST SP 800-38F, KW): 40 bytes, which open with the same key and no other. */
import { createCipheriv, createDecipheriv } from "node:crypto";

const CIPHER = "id-aes256-wrap";
/** RFC 3394, section 2.2.3.1 */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);

/** @param key 32 bytes @returns 40 bytes */
export function wrapKey(key: Uint8Array, by: Uint8Array): Buffer<ArrayBuffer> {
  const cipher = createCipheriv(CIPHER, by, INITIAL_VALUE);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** @returns 32 bytes @throws {Error} when it was wrapped by another key, or changed since */
export function unwrapKey(wrapped: Uint8Array, by: Uint8Array): Buffer<ArrayBuffer> {
  const decipher = createDecipheriv(CIPHER, by, INITIAL_VALUE);
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}
