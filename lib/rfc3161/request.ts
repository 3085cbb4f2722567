/** TimeStampReq (RFC 3161 section 2.4.1). */
import { encodeDer, encodeInteger, encodeOid, TAG } from "#lib/pki/der.ts";
import { type Hash, SHA256 } from "#lib/pki/oids.ts";

/**
 * DER of a request for a token over a digest, SHA-256 unless another is named, to be sent as `application/timestamp-query`. It asks for the authority's
 * certificate, without which nobody could check the token later.
 *
 * @param input.nonce random, not negative; the answer has to repeat it
 * @param input.policy OID of the policy under which the token is to be made
 * @throws RangeError for a digest of another length, a negative nonce, or a policy that is no OID
 */
export function buildTimestampRequest(input: {
  imprint: Uint8Array;
  hash?: Hash | undefined;
  nonce: bigint;
  policy?: string | undefined;
}): Uint8Array {
  const { imprint, hash = SHA256, nonce, policy } = input;
  if (imprint.length !== hash.bytes) throw new RangeError(`not a ${hash.name} digest`);
  const algorithm = encodeDer(TAG.sequence, encodeOid(hash.oid), encodeDer(TAG.null));
  return encodeDer(
    TAG.sequence,
    encodeInteger(1n),
    encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, imprint)),
    ...(policy === undefined ? [] : [encodeOid(policy)]),
    encodeInteger(nonce),
    encodeDer(TAG.boolean, Uint8Array.of(0xff)),
  );
}
