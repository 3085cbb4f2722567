/**
 * SHA-256 of long bytes. The portable code takes milliseconds for what a platform hashes in less than one; a platform may have found out
 * beforehand that a digest is right (docs/decisions/0018).
 */
import { equalBytes, sha256 } from "./bytes.ts";

/** Found right elsewhere; kept for as long as the bytes, which are never changed once they were read. */
const found = new WeakMap<Uint8Array, Uint8Array>();

/** The digest of these very bytes. */
export function digestOf(bytes: Uint8Array): Uint8Array {
  return found.get(bytes) ?? sha256(bytes);
}

/** Puts down that a platform found the digest that was stated. What it finds otherwise is left to the portable code. */
export function vouchForDigest(
  bytes: Uint8Array,
  { stated, platform }: { stated: Uint8Array; platform: Uint8Array },
): void {
  if (equalBytes(stated, platform)) found.set(bytes, platform);
}
