/** Whom the reader of the offline verifier trusts, out of the texts that they gave. */
import { type Policy, type PolicyError, parsePolicy } from "#lib/core/log/policy.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";

/** A policy of a few hundred keys, or all the certificates that a system trusts, are smaller. */
export const TRUST_FILE_BYTES_MAX: number = 1024 * 1024;

export type NamedAuthority = { name: string; notAfter: string };

export type ReadTrust = {
  policy?: Policy;
  policyProblem?: { error: PolicyError; line: number };
  /** DER. */
  authorities?: Uint8Array[];
  named?: NamedAuthority[];
  authoritiesBad?: true;
};

export type TrustTexts = { policy: string; authorities: string };

/** What the texts come to; a text that cannot be used counts for nothing, and says so. */
export function readTrust({ policy, authorities }: TrustTexts): ReadTrust {
  return { ...readPolicyText(policy), ...readAuthoritiesText(authorities) };
}

function readPolicyText(text: string): Pick<ReadTrust, "policy" | "policyProblem"> {
  if (text.trim() === "") return {};
  // What was pasted may have the line ends of another system.
  const policy = parsePolicy(text.replaceAll("\r\n", "\n"));
  return "error" in policy ? { policyProblem: policy } : { policy };
}

function readAuthoritiesText(text: string): Pick<ReadTrust, "authorities" | "named" | "authoritiesBad"> {
  if (text.trim() === "") return {};
  const authorities = readPemCertificates(text);
  if (authorities === undefined || authorities.length === 0) return { authoritiesBad: true };
  const certificates = authorities.map(readCertificate);
  const named = certificates.flatMap((each) =>
    each === undefined ? [] : [{ name: nameOf(each), notAfter: each.notAfter.toISOString() }],
  );
  return named.length === authorities.length ? { authorities, named } : { authoritiesBad: true };
}
