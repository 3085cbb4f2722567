/** The digest that a client states of what it sends: Repr-Digest, RFC 9530. */
import { DIGEST_BYTES, fromBase64 } from "#lib/core/bytes.ts";
import { SealbookError } from "#lib/core/errors.ts";

const HEADER_CHARS_MAX = 2_000;
// A member of a dictionary whose value is a byte sequence (RFC 9651 sections 3.2 and 3.3.5); RFC 9530 has no others.
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):$/;

/**
 * The SHA-256 digest in a Repr-Digest field; digests by other algorithms are not looked at.
 *
 * @returns undefined when the field is absent or states none by SHA-256.
 * @throws {SealbookError} `invalid_digest` for a field that is not what RFC 9530 describes, for a digest of another
 *   length, and for two that contradict each other.
 */
export function readReprDigest(field: string | undefined): Uint8Array | undefined {
  if (field === undefined) return undefined;
  if (field.length > HEADER_CHARS_MAX) throw new SealbookError("invalid_digest");
  let stated: string | undefined;
  for (const member of field.split(",")) {
    const [, algorithm, value] = MEMBER.exec(member.trim()) ?? [];
    if (algorithm === undefined || value === undefined) throw new SealbookError("invalid_digest");
    if (algorithm !== "sha-256") continue;
    if (stated !== undefined && stated !== value) throw new SealbookError("invalid_digest");
    stated = value;
  }
  if (stated === undefined) return undefined;
  const digest = fromBase64(stated);
  if (digest?.length !== DIGEST_BYTES) throw new SealbookError("invalid_digest");
  return digest;
}
