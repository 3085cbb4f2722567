/** Time-stamp tokens put together piece by piece, in whatever spelling and by whatever algorithm a test wants. */
import { createHash, type KeyObject, sign } from "node:crypto";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { type DerNode, encodeDer, encodeInteger, encodeOid, readDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { nameOf } from "#tests/pki/forged-certificates.ts";

export const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);
const octets = (bytes: Uint8Array) => encodeDer(TAG.octetString, bytes);
const attribute = (type: string, value: Uint8Array) => sequence(encodeOid(type), encodeDer(TAG.set, value));

export type HashText = "sha1" | "sha256" | "sha384" | "sha512";
export const HASH_OIDS: Record<HashText, string> = {
  sha1: OID.sha1,
  sha256: OID.sha256,
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
};
const digestOf = (hash: HashText, bytes: Uint8Array) => new Uint8Array(createHash(hash).update(bytes).digest());

/** DER of a TSTInfo over a text. `more`: what stands after the time. */
export function tstInfo(options: { text: string; hash?: HashText; time?: string; more?: Uint8Array[] }): Uint8Array {
  const { text, hash = "sha256", time = "20260101000000Z", more = [] } = options;
  const algorithm = sequence(encodeOid(HASH_OIDS[hash]), encodeDer(TAG.null));
  return sequence(
    encodeInteger(1n),
    encodeOid("1.2.3.4.1"),
    sequence(algorithm, octets(digestOf(hash, utf8(text)))),
    encodeInteger(77n),
    encodeDer(TAG.generalizedTime, utf8(time)),
    ...more,
  );
}

export type Signing = {
  key: KeyObject;
  /** Of the message digest. */
  hash?: HashText;
  /** DER of the AlgorithmIdentifier of the signature. */
  algorithm: Uint8Array;
  /** What makes the signature, where `sign` of the platform does not. */
  signWith?: (data: Uint8Array) => Uint8Array;
};

/**
 * DER of a token whose signer is certificate number `number` of `issuer`.
 *
 * @param options.isSorted whether the attributes are signed in the order of DER; they are written in the opposite one either way
 */
export function forgeToken(options: {
  info: Uint8Array;
  issuer: string;
  number: bigint;
  certificate: Uint8Array;
  signing: Signing;
  isCertified?: boolean;
  isSorted?: boolean;
  version?: bigint;
}): Uint8Array {
  const { info, issuer, number, certificate, signing, isCertified = true, isSorted = false, version = 3n } = options;
  const { hash = "sha256", key, algorithm, signWith = (data) => new Uint8Array(sign(hash, data, key)) } = signing;
  const attributes = [
    attribute(OID.messageDigest, octets(digestOf(hash, info))),
    attribute(OID.contentType, encodeOid(OID.tstInfo)),
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octets(sha256(certificate)))))),
  ];
  const written = attributes.toSorted((left, right) => -Buffer.compare(left, right));
  const signed = encodeDer(TAG.set, ...(isSorted ? written.toReversed() : written));
  const digestAlgorithm = sequence(encodeOid(HASH_OIDS[hash]));
  const signer = sequence(
    encodeInteger(1n),
    sequence(nameOf(issuer), encodeInteger(number)),
    digestAlgorithm,
    encodeDer(TAG.context(0), ...written),
    algorithm,
    octets(signWith(signed)),
  );
  const signedData = sequence(
    encodeInteger(version),
    encodeDer(TAG.set, digestAlgorithm),
    sequence(encodeOid(OID.tstInfo), encodeDer(TAG.context(0), octets(info))),
    ...(isCertified ? [encodeDer(TAG.context(0), certificate)] : []),
    encodeDer(TAG.set, signer),
  );
  return sequence(encodeOid(OID.signedData), encodeDer(TAG.context(0), signedData));
}

const CONSTRUCTED = 0x20;
const PIECE_BYTES = 7;

/**
 * The same value in BER: lengths indefinite or longer than they need be, octet strings in pieces. Certificates stay as they are, and
 * attributes where they are kept.
 */
export function inBer(der: Uint8Array, { keepsAttributes = false } = {}): Uint8Array {
  const node = readDer(der);
  if (node === undefined) throw new RangeError("not DER");
  return spelled(node, { depth: 0, keepsAttributes });
}

function spelled(node: DerNode, { depth, keepsAttributes }: { depth: number; keepsAttributes: boolean }): Uint8Array {
  if (isCertificate(node) || (keepsAttributes && isAttribute(node))) return node.bytes;
  const isPieces = node.tag === TAG.octetString && node.content.length > PIECE_BYTES;
  const isConstructed = isPieces || (node.tag & CONSTRUCTED) !== 0;
  const parts = isPieces
    ? pieces(node.content)
    : node.children.map((child) => spelled(child, { depth: depth + 1, keepsAttributes }));
  const content = Buffer.concat(isConstructed ? parts : [node.content]);
  const tag = node.tag | (isPieces ? CONSTRUCTED : 0);
  if (isConstructed && depth % 3 !== 2) return Buffer.concat([Uint8Array.of(tag, 0x80), content, Uint8Array.of(0, 0)]);
  return Buffer.concat([Uint8Array.of(tag, 0x83, 0, content.length >> 8, content.length & 255), content]);
}

function pieces(content: Uint8Array): Uint8Array[] {
  const count = Math.ceil(content.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, at) => octets(content.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES)));
}

const isCertificate = ({ tag, children }: DerNode): boolean =>
  tag === TAG.sequence && children.length === 3 && children[2]?.tag === TAG.bitString;

const isAttribute = ({ tag, children }: DerNode): boolean =>
  tag === TAG.sequence && children.length === 2 && children[1]?.tag === TAG.set;
