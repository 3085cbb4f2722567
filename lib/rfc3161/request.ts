/** TimeStampReq (RFC 3161 section 2.4.1). */
import { DIGEST_BYTES } from "#lib/core/text/bytes.ts";
import { encodeDer, encodeInteger, encodeOid, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";

/**
 * DER of a request for a token over a SHA-256 digest, to be sent as `application/timestamp-query`. It asks for the authority's
 * certificate, without which nobody could check the token later.
 *
 * @param input.nonce random, not negative; the answer has to repeat it
 * @param input.policy OID of the policy under which the token is to be made
 * @throws RangeError for a digest of another length, a negative nonce, or a policy that is no OID
 */
export function buildTimestampRequest(input: {
  imprint: Uint8Array;
  nonce: bigint;
  policy?: string | undefined;
}): Uint8Array {
  const { imprint, nonce, policy } = input;
  if (imprint.length !== DIGEST_BYTES) throw new RangeError("not a SHA-256 digest");
  const algorithm = encodeDer(TAG.sequence, encodeOid(OID.sha256), encodeDer(TAG.null));
  return encodeDer(
    TAG.sequence,
    encodeInteger(1n),
    encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, imprint)),
    ...(policy === undefined ? [] : [encodeOid(policy)]),
    encodeInteger(nonce),
    encodeDer(TAG.boolean, Uint8Array.of(0xff)),
  );
}
