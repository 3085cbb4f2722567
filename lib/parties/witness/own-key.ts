import { formatVerifierKey, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";

/** The verifier key of a public key under a name; undefined for what cannot be a key's name. */
export function ownKey(key: { name: string; publicKey: Uint8Array; type: number }): VerifierKey | undefined {
  try {
    return parseVerifierKey(formatVerifierKey(key));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
