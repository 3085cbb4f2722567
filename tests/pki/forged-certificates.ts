/** Certificates that no authority would issue: X.509 put together piece by piece, with whatever a test wants wrong in it. */
import { generateKeyPairSync, type KeyPairKeyObjectResult, sign } from "node:crypto";
import { utf8 } from "#lib/core/text/bytes.ts";
import { encodeDer, encodeInteger, encodeOid, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";

const UTF8_STRING = 0x0c;
const CRITICAL = encodeDer(TAG.boolean, Uint8Array.of(0xff));
/** ECDSA with SHA-256, and with SHA-1 (RFC 5758, RFC 3279). */
const ALGORITHMS = { sha256: "1.2.840.10045.4.3.2", sha1: "1.2.840.10045.4.1" } as const;
type Hash = keyof typeof ALGORITHMS;

export type KeyPair = KeyPairKeyObjectResult;
export const newKey = (namedCurve = "P-256"): KeyPair => generateKeyPairSync("ec", { namedCurve });

const sequence = (...parts: Uint8Array[]) => encodeDer(TAG.sequence, ...parts);
const bits = (...content: Uint8Array[]) => encodeDer(TAG.bitString, Uint8Array.of(0), ...content);
const time = (text: string) => encodeDer(TAG.generalizedTime, utf8(text));
const algorithm = (hash: Hash) => sequence(encodeOid(ALGORITHMS[hash]));

export function nameOf(commonName: string): Uint8Array {
  return sequence(encodeDer(TAG.set, sequence(encodeOid("2.5.4.3"), encodeDer(UTF8_STRING, utf8(commonName)))));
}

export function extension(type: string, value: Uint8Array, isCritical = true): Uint8Array {
  return sequence(encodeOid(type), ...(isCritical ? [CRITICAL] : []), encodeDer(TAG.octetString, value));
}

export function basicConstraints(isCa: boolean, pathLength?: number): Uint8Array {
  const length = pathLength === undefined ? [] : [encodeInteger(BigInt(pathLength))];
  return extension(OID.basicConstraints, sequence(...(isCa ? [CRITICAL] : []), ...length));
}

export const keyUsage = (bitsOfIt: number) => extension(OID.keyUsage, bits(Uint8Array.of(bitsOfIt)));
export const purposes = (...types: string[]) => extension(OID.extendedKeyUsage, sequence(...types.map(encodeOid)));

export const AUTHORITY = [basicConstraints(true), keyUsage(0x06)];
export const STAMPS = [keyUsage(0x80), purposes(OID.timeStamping)];

let serial = 1n;

/** DER of a certificate, signed by whatever key is given. */
export function forge(options: {
  subject: string;
  key: KeyPair;
  issuer: string;
  by: KeyPair;
  extensions: Uint8Array[];
  hash?: Hash;
  /** What the signed part says, when that is something else. */
  statedHash?: Hash;
  version?: number;
  /** Number that names it beside its issuer. */
  number?: bigint;
  from?: string;
  until?: string;
}): Uint8Array {
  const { subject, key, issuer, by, extensions, hash = "sha256", statedHash = hash, version = 3, until } = options;
  serial += 1n;
  const signed = sequence(
    encodeDer(TAG.context(0), encodeInteger(BigInt(version - 1))),
    encodeInteger(options.number ?? serial),
    algorithm(statedHash),
    nameOf(issuer),
    sequence(time(options.from ?? "20200101000000Z"), time(until ?? "20400101000000Z")),
    nameOf(subject),
    new Uint8Array(key.publicKey.export({ type: "spki", format: "der" })),
    ...(extensions.length > 0 ? [encodeDer(TAG.context(3), sequence(...extensions))] : []),
  );
  return sequence(signed, algorithm(hash), bits(new Uint8Array(sign(hash, signed, by.privateKey))));
}
