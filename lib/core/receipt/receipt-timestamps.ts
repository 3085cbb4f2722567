/**
 * Timestamps in a receipt: RFC 3161 tokens over the text of the checkpoint in the receipt's proof. A token's own signature leaves a part
 * of its bytes open (unsigned attributes, encodings of certificates), so each stands under a seal by the receipt's key that binds all of
 * them. The seal says nothing about time: what a token is worth is for lib/rfc3161 to find out.
 */

import type { VerifierKey } from "../log/note.ts";
import { ED25519_SIGNATURE_BYTES, isSignedAsClaimed, type SignatureClaim } from "../log/signature.ts";
import { fromBase64, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { isBase64Of, readFields } from "../text/json-fields.ts";

const TIMESTAMP_SEAL_VERSION = "sealbook.timestamp/v1";
/** Tokens in one receipt. */
export const TIMESTAMPS_MAX = 4;
/** Bytes of one token in DER; with its certificates one has 2 to 8 KiB. */
export const TIMESTAMP_TOKEN_BYTES_MAX: number = 64 * 1024;

/** One timestamp, member by member as in the receipt's JSON. */
export type ReceiptTimestamp = {
  /** Base64 of the Ed25519 signature, by the receipt's key, over `timestampSealText`. */
  seal: string;
  /** Base64 of the DER of the RFC 3161 TimeStampToken; its imprint is the SHA-256 of the checkpoint's text. */
  token: string;
};

/**
 * What the receipt's key signs for a token.
 *
 * @param checkpointText the text of the checkpoint's note, with its last LF and without signatures: what was timestamped
 * @param token DER bytes of the TimeStampToken
 */
export function timestampSealText(checkpointText: string, token: Uint8Array): string {
  const digests = [sha256(utf8(checkpointText)), sha256(token)].map((digest) => `${toBase64(digest)}\n`);
  return `${TIMESTAMP_SEAL_VERSION}\n${digests.join("")}`;
}

type SealedTimestamp = { timestamp: ReceiptTimestamp; text: string; key: VerifierKey };

/** Whether the receipt's key sealed this very token for this very checkpoint. */
export function isTimestampSealed(sealed: SealedTimestamp): boolean {
  const claim = timestampSealClaim(sealed);
  return claim !== undefined && isSignedAsClaimed(claim) === true;
}

/** What a token's seal claims; undefined for one that is not in base64. */
export function timestampSealClaim({ timestamp, text, key }: SealedTimestamp): SignatureClaim | undefined {
  const signature = fromBase64(timestamp.seal);
  const token = fromBase64(timestamp.token);
  if (signature === undefined || token === undefined) return undefined;
  const message = utf8(timestampSealText(text, token));
  return { carrier: timestamp, signed: { signature, message, publicKey: key.publicKey } };
}

/** The timestamps that a receipt lists: at most four, each once, in canonical base64; undefined for anything else. */
export function readTimestamps(values: readonly unknown[]): ReceiptTimestamp[] | undefined {
  if (values.length > TIMESTAMPS_MAX) return undefined;
  const timestamps: ReceiptTimestamp[] = [];
  for (const value of values) {
    const fields = readFields(value, ["seal", "token"], []);
    if (fields === undefined) return undefined;
    const { seal, token } = fields;
    if (!isBase64Of(seal, ED25519_SIGNATURE_BYTES) || !isToken(token)) return undefined;
    if (timestamps.some((other) => other.token === token)) return undefined;
    timestamps.push({ seal, token });
  }
  return timestamps;
}

function isToken(value: unknown): value is string {
  if (typeof value !== "string" || value === "" || value.length > 4 * Math.ceil(TIMESTAMP_TOKEN_BYTES_MAX / 3)) {
    return false;
  }
  const bytes = fromBase64(value);
  return bytes !== undefined && bytes.length <= TIMESTAMP_TOKEN_BYTES_MAX;
}
