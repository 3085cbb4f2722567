/** A request for a certificate, put together (PKCS #10, RFC 2986 section 4); who signs it is the caller's. */
import { encodeDer, encodeInteger, TAG } from "./der.ts";

const VERSION_1 = 0n;
const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);

/**
 * DER of what is signed: the CertificationRequestInfo, without attributes.
 *
 * @param input.subject DER of the name
 * @param input.publicKey DER of the SubjectPublicKeyInfo
 */
export function requestInfo({ subject, publicKey }: { subject: Uint8Array; publicKey: Uint8Array }): Uint8Array {
  return sequence(encodeInteger(VERSION_1), subject, publicKey, encodeDer(TAG.context(0)));
}

/** DER of the CertificationRequest. @param input.algorithm DER of the AlgorithmIdentifier of the signature */
export function makeRequest(input: { info: Uint8Array; algorithm: Uint8Array; signature: Uint8Array }): Uint8Array {
  const { info, algorithm, signature } = input;
  return sequence(info, algorithm, encodeDer(TAG.bitString, Uint8Array.of(0), signature));
}
