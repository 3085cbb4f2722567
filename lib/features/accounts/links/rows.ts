/** Reading one-time links. */
import { hashSecret } from "#lib/gate/api-key-secret.ts";

const TOKEN_PATTERN = /^[0-9a-f]{64}$/;

/** The SHA-256 under which a link is stored, or undefined for text that no token of ours can be. */
export function tokenHashOf(token: string): Uint8Array<ArrayBuffer> | undefined {
  return TOKEN_PATTERN.test(token) ? hashSecret(token) : undefined;
}
