/**
 * The CMS of a PAdES baseline signature (RFC 5652, ETSI EN 319 122-1): detached, the signer's certificate named by its digest (RFC 5035), no
 * signing time, the chain with it. Signing itself is the caller's: it gets the attributes and gives a signature.
 */
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import { readCertificate } from "#lib/pki/certificate.ts";
import { encodeDer, encodeInteger, encodeOid, readDer, TAG } from "#lib/pki/der.ts";
import { type Hash, OID, SHA256, SHA512, SM3 } from "#lib/pki/oids.ts";
import { verifySignature } from "#lib/pki/signature.ts";

const VERSION_1 = 1n;
/** What a token of an authority takes, with its certificates. */
export const TOKEN_BYTES: number = 12 * 1024;
/** Everything but certificates and token: attributes, a signature of RSA-8192, and what holds them together. */
const FRAME_BYTES = 2 * 1024;
const PSS_SALT_BYTES = 32;

const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);
const NULL = encodeDer(TAG.null);
const hashAlgorithm = (hash: Hash): Uint8Array => sequence(encodeOid(hash.oid));
/** RSASSA-PSS-params with one digest for both parts (RFC 4055 section 3.1). */
const PSS_PARAMETERS = sequence(
  encodeDer(TAG.context(0), sequence(encodeOid(SHA256.oid), NULL)),
  encodeDer(TAG.context(1), sequence(encodeOid(OID.mgf1), sequence(encodeOid(SHA256.oid), NULL))),
  encodeDer(TAG.context(2), encodeInteger(BigInt(PSS_SALT_BYTES))),
);

/** How a key signs: AlgorithmIdentifier of the signature, and the digest of the message. */
export const SIGNING = {
  "rsa-sha256": { hash: SHA256, algorithm: sequence(encodeOid("1.2.840.113549.1.1.11"), NULL) },
  "rsa-pss-sha256": { hash: SHA256, algorithm: sequence(encodeOid(OID.rsassaPss), PSS_PARAMETERS) },
  "ecdsa-sha256": { hash: SHA256, algorithm: sequence(encodeOid("1.2.840.10045.4.3.2")) },
  /** With signed attributes its digest is SHA-512 (RFC 8419 section 3). */
  ed25519: { hash: SHA512, algorithm: sequence(encodeOid(OID.ed25519)) },
  "sm2-sm3": { hash: SM3, algorithm: sequence(encodeOid(OID.sm2Signature)) },
} as const satisfies Record<string, { hash: Hash; algorithm: Uint8Array }>;

export type SigningKind = keyof typeof SIGNING;

export interface SignerCertificates {
  /** DER. */
  certificate: Uint8Array;
  /** Its issuer's and so on, up to the root or without it. */
  chain: readonly Uint8Array[];
}

/** Bytes that are enough for the CMS. */
export function reservedBytes({ certificate, chain }: SignerCertificates, { stamped }: { stamped: boolean }): number {
  const certificates = [certificate, ...chain].reduce((sum, { length }) => sum + length, 0);
  return FRAME_BYTES + certificates + (stamped ? TOKEN_BYTES : 0);
}

/**
 * DER of the signed attributes as a SET, which is what is signed.
 *
 * @param digest of what is signed, by the digest of `kind`
 */
export function signedAttributes(input: {
  kind: SigningKind;
  digest: Uint8Array;
  certificate: Uint8Array;
}): Uint8Array {
  const { kind, digest, certificate } = input;
  const { hash } = SIGNING[kind];
  if (digest.length !== hash.bytes) throw new RangeError(`not a ${hash.name} digest`);
  // ESSCertIDv2: its digest is SHA-256, which is the default and so is left out.
  const named = sequence(sequence(sequence(encodeDer(TAG.octetString, SHA256.digest(certificate)))));
  return encodeDer(
    TAG.set,
    ...inOrder([
      attribute(OID.contentType, encodeOid(OID.data)),
      attribute(OID.messageDigest, encodeDer(TAG.octetString, digest)),
      attribute(OID.signingCertificateV2, named),
    ]),
  );
}

const attribute = (oid: string, value: Uint8Array): Uint8Array => sequence(encodeOid(oid), encodeDer(TAG.set, value));

/** A SET OF in DER is sorted (X.690 section 11.6). */
function inOrder(values: readonly Uint8Array[]): Uint8Array[] {
  return [...values].sort((one, other) => (toHex(one) < toHex(other) ? -1 : 1));
}

/** DER of the ContentInfo. @param input.token of the signature, as an unsigned attribute (RFC 3161 appendix A) */
export function signedData(
  input: SignerCertificates & {
    kind: SigningKind;
    attributes: Uint8Array;
    signature: Uint8Array;
    token?: Uint8Array | undefined;
  },
): Uint8Array {
  const { kind, attributes, signature, token, certificate, chain } = input;
  const { hash, algorithm } = SIGNING[kind];
  const signer = readCertificate(certificate);
  if (signer === undefined) throw new RangeError("not a certificate");
  const implicit = Uint8Array.from(attributes);
  implicit[0] = TAG.context(0);
  const unsigned = token ? [encodeDer(TAG.context(1), attribute(OID.signatureTimestamp, token))] : [];
  const info = sequence(
    encodeInteger(VERSION_1),
    sequence(signer.issuer, encodeDer(TAG.integer, signer.serial)),
    hashAlgorithm(hash),
    implicit,
    algorithm,
    encodeDer(TAG.octetString, signature),
    ...unsigned,
  );
  const data = sequence(
    encodeInteger(VERSION_1),
    encodeDer(TAG.set, hashAlgorithm(hash)),
    sequence(encodeOid(OID.data)),
    encodeDer(TAG.context(0), ...inOrder(distinct([certificate, ...chain]))),
    encodeDer(TAG.set, info),
  );
  return sequence(encodeOid(OID.signedData), encodeDer(TAG.context(0), data));
}

function distinct(certificates: readonly Uint8Array[]): Uint8Array[] {
  return certificates.filter((each, at) => certificates.findIndex((other) => equalBytes(each, other)) === at);
}

/** Whether a signature is the certificate's own, asked before anybody sees it. */
export async function isOwnSignature(input: {
  kind: SigningKind;
  certificate: Uint8Array;
  attributes: Uint8Array;
  signature: Uint8Array;
}): Promise<boolean> {
  const { kind, attributes, signature } = input;
  const publicKey = readCertificate(input.certificate)?.publicKey;
  const algorithm = readDer(SIGNING[kind].algorithm);
  if (publicKey === undefined || algorithm === undefined) return false;
  const digestOid = SIGNING[kind].hash.oid;
  return (await verifySignature({ data: attributes, signature, algorithm, digestOid, publicKey })) === "ok";
}
