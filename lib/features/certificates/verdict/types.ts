import type { ElsewhereCheck, ElsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

/** What became of a certificate, by what this installation knows: its own ledgers and issuers. Others are not asked. */
export interface CheckedCertificate {
  certificate: CertificateVerification;
}

/** What could be checked of a certificate that another system issued. Nobody is asked; what others would say is `unchecked`. */
export interface CheckedElsewhere {
  elsewhere: ElsewhereCheck & { verdict: ElsewhereVerdict };
}
