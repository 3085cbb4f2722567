/** What a certificate has to be so that a seal may have it. */
import { isForOneOf, isValidAt, readCertificate } from "#lib/pki/certificate.ts";
import { OID } from "#lib/pki/oids.ts";
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

/** @throws {SealbookError} `seal_certificate_unfit`, `seal_certificate_time` */
export function requireFit(certificate: Uint8Array, at: Date = new Date()): void {
  const read = readCertificate(certificate);
  if (read === undefined || !isForOneOf(read, PURPOSES)) throw new SealbookError("seal_certificate_unfit");
  if (!isValidAt(read, at)) {
    const details = { from: read.notBefore.toISOString(), until: read.notAfter.toISOString() };
    throw new SealbookError("seal_certificate_time", { details });
  }
}
