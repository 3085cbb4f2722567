import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

/** What became of a certificate, by what this installation knows: its own ledgers and issuers. Others are not asked. */
export interface CheckedCertificate {
  certificate: CertificateVerification;
}
