/**
 * The digests that are stated of what is sent: Repr-Digest and Content-Digest, RFC 9530.
 *
 * Both speak of the same bytes here, because a body with a content coding or a range is refused.
 */
import { DIGEST_BYTES, fromBase64 } from "#lib/core/text/bytes.ts";
import { SealbookError } from "#lib/words/errors.ts";

const HEADER_CHARS_MAX = 2_000;
const SHA512_BYTES = 64;
// A member of a dictionary whose value is a byte sequence (RFC 9651 sections 3.2 and 3.3.5); RFC 9530 has no others.
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):$/;

/** The field Repr-Digest of bytes with this SHA-256. RFC 9530 section 3 */
export function reprDigest(sha256: Uint8Array): string {
  return `sha-256=:${Buffer.from(sha256).toString("base64")}:`;
}

export interface StatedDigests {
  sha256?: Uint8Array;
  sha512?: Uint8Array;
}

/**
 * The SHA-256 and SHA-512 digests in the given fields. Other algorithms are not looked at: RFC 9530 section 5 leaves to
 * the recipient which ones it knows.
 *
 * @throws {SealbookError} `invalid_digest` for a field that is not what RFC 9530 describes, for a digest of another
 *   length, and for two that contradict each other.
 */
export function readStatedDigests(fields: readonly (string | undefined)[]): StatedDigests {
  const stated = new Map<string, string>();
  for (const field of fields) {
    if (field !== undefined) for (const [algorithm, value] of members(field)) state(stated, algorithm, value);
  }
  const sha256 = decoded(stated.get("sha-256"), DIGEST_BYTES);
  const sha512 = decoded(stated.get("sha-512"), SHA512_BYTES);
  return { ...(sha256 ? { sha256 } : {}), ...(sha512 ? { sha512 } : {}) };
}

function members(field: string): [algorithm: string, value: string][] {
  if (field.length > HEADER_CHARS_MAX) throw new SealbookError("invalid_digest");
  return field.split(",").map((member) => {
    const [, algorithm, value] = MEMBER.exec(member.trim()) ?? [];
    if (algorithm === undefined || value === undefined) throw new SealbookError("invalid_digest");
    return [algorithm, value];
  });
}

function state(stated: Map<string, string>, algorithm: string, value: string): void {
  const before = stated.get(algorithm);
  if (before !== undefined && before !== value && /^sha-(256|512)$/.test(algorithm)) {
    throw new SealbookError("invalid_digest");
  }
  stated.set(algorithm, value);
}

function decoded(value: string | undefined, bytes: number): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const digest = fromBase64(value);
  if (digest?.length !== bytes) throw new SealbookError("invalid_digest");
  return digest;
}
