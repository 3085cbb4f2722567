/** What a certificate has to be so that a seal may have it. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { SigningKind } from "#lib/pades/cms.ts";
import { isForOneOf, isValidAt, readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { oidOf, readDer } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Extended key usages of those who sign documents: RFC 9336, Adobe's, and those that authorities write for want of one. */
const PURPOSES = [
  "1.3.6.1.5.5.7.3.36",
  "1.2.840.113583.1.1.5",
  "1.3.6.1.5.5.7.3.4",
  "1.3.6.1.5.5.7.3.2",
  "1.3.6.1.4.1.311.10.3.12",
  OID.anyExtendedKeyUsage,
];

/** The seal's own, and its issuers'. */
const CHAIN_MAX = 10;

/** @throws {SealbookError} `seal_certificate_unfit`, `seal_certificate_time` */
export function requireFit(certificate: Uint8Array, at: Date = new Date()): void {
  const read = readCertificate(certificate);
  if (read === undefined || !isForOneOf(read, PURPOSES)) throw new SealbookError("seal_certificate_unfit");
  if (!isValidAt(read, at)) {
    const details = { from: read.notBefore.toISOString(), until: read.notAfter.toISOString() };
    throw new SealbookError("seal_certificate_time", { details });
  }
}

/**
 * The certificates of a seal in PEM: its own, which issued none of the others, and the rest in the order in which they issued one another.
 *
 * @param publicKey the key that the seal's own certificate has to be of; without it, that of the one that issued none
 * @throws {SealbookError} `seal_certificate_unfit`, `seal_certificate_time`
 */
export function requireCertificates(
  pem: string,
  publicKey?: Uint8Array,
): { certificate: Uint8Array; chain: Uint8Array[] } {
  const read = (readPemCertificates(pem) ?? []).map((der) => readCertificate(der));
  const all = read.filter((each) => each !== undefined);
  const unfit = new SealbookError("seal_certificate_unfit", { field: "certificates" });
  if (all.length === 0 || all.length < read.length || all.length > CHAIN_MAX) throw unfit;
  const isIssuer = (one: X509) => all.some((other) => other !== one && equalBytes(other.issuer, one.subject));
  const own = publicKey
    ? all.filter((each) => equalBytes(each.publicKey, publicKey))
    : all.filter((each) => !isIssuer(each));
  const [first] = own;
  if (first === undefined || own.length > 1) throw unfit;
  requireFit(first.der);
  const chain: X509[] = [];
  for (let last = first; ; ) {
    const next = all.find((each) => each !== last && !chain.includes(each) && equalBytes(each.subject, last.issuer));
    if (next === undefined) break;
    chain.push(next);
    last = next;
  }
  return { certificate: first.der, chain: chain.map(({ der }) => der) };
}

/** How a key of this certificate signs; undefined for one of a kind that is not known here. RSA: PKCS #1 1.5, as nearly all modules do. */
export function signingKindFor(certificate: Uint8Array): SigningKind | undefined {
  const [algorithm] = readDer(readCertificate(certificate)?.publicKey ?? new Uint8Array())?.children ?? [];
  const [type, curve] = (algorithm?.children ?? []).map(oidOf);
  if (type === OID.rsaEncryption) return "rsa-sha256";
  if (type === OID.ed25519) return "ed25519";
  if (type !== OID.ecPublicKey) return undefined;
  return curve === OID.sm2Curve ? "sm2-sm3" : "ecdsa-sha256";
}
