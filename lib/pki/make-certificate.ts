/** An X.509 certificate, put together (RFC 5280 section 4.1); who signs it is the caller's. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { readCertificate } from "./certificate.ts";
import { encodeDer, encodeInteger, encodeOid, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const UTF8_STRING = 0x0c;
const VERSION_3 = 2n;
const CRITICAL = encodeDer(TAG.boolean, Uint8Array.of(0xff));
/** Bits of KeyUsage (section 4.2.1.3): keyCertSign and cRLSign; digitalSignature and nonRepudiation. */
const USAGE = { authority: Uint8Array.of(1, 0x06), signer: Uint8Array.of(6, 0xc0) } as const;
const DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
/** Upper bounds of RFC 5280, appendix A.1. */
const NAME_CHARS_MAX = 64;

const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(TAG.sequence, ...parts);

/** A name of these parts, the first the most general. */
export function distinguishedName(
  parts: Partial<Record<"organization" | "organizationalUnit" | "commonName", string>>,
) {
  const named = (["organization", "organizationalUnit", "commonName"] as const).flatMap((type) => {
    const text = parts[type];
    return text === undefined ? [] : [{ type, text: [...text].slice(0, NAME_CHARS_MAX).join("") }];
  });
  const each = named.map(({ type, text }) => sequence(encodeOid(OID[type]), encodeDer(UTF8_STRING, utf8(text))));
  return sequence(...each.map((part) => encodeDer(TAG.set, part)));
}

/**
 * DER of a certificate.
 *
 * @param input.publicKey DER of the SubjectPublicKeyInfo
 * @param input.algorithm DER of the AlgorithmIdentifier with which `sign` signs
 * @throws {RangeError} when the result is no certificate: a defect of the caller's
 */
export function makeCertificate(input: {
  /** Names, DER. */
  subject: Uint8Array;
  issuer: Uint8Array;
  /** Positive; unlike any other of this issuer. */
  serial: bigint;
  from: Date;
  until: Date;
  publicKey: Uint8Array;
  isAuthority: boolean;
  algorithm: Uint8Array;
  sign: (bytes: Uint8Array) => Uint8Array;
}): Uint8Array {
  const { subject, issuer, serial, from, until, publicKey, isAuthority, algorithm, sign } = input;
  const usage = encodeDer(TAG.bitString, isAuthority ? USAGE.authority : USAGE.signer);
  const extensions = [
    extension(OID.basicConstraints, sequence(...(isAuthority ? [CRITICAL] : []))),
    extension(OID.keyUsage, usage),
    ...(isAuthority ? [] : [extension(OID.extendedKeyUsage, sequence(encodeOid(DOCUMENT_SIGNING)), false)]),
  ];
  const signed = sequence(
    encodeDer(TAG.context(0), encodeInteger(VERSION_3)),
    encodeInteger(serial),
    algorithm,
    issuer,
    sequence(timeOf(from), timeOf(until)),
    subject,
    publicKey,
    encodeDer(TAG.context(3), sequence(...extensions)),
  );
  const der = sequence(signed, algorithm, encodeDer(TAG.bitString, Uint8Array.of(0), sign(signed)));
  if (readCertificate(der) === undefined) throw new RangeError("not a certificate");
  return der;
}

function extension(type: string, value: Uint8Array, isCritical = true): Uint8Array {
  return sequence(encodeOid(type), ...(isCritical ? [CRITICAL] : []), encodeDer(TAG.octetString, value));
}

/** UTCTime up to 2049, GeneralizedTime from then on (section 4.1.2.5). */
function timeOf(date: Date): Uint8Array {
  const text = `${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  const isShort = date.getUTCFullYear() < 2_050;
  return isShort ? encodeDer(0x17, utf8(text.slice(2))) : encodeDer(TAG.generalizedTime, utf8(text));
}
