/** Whom the reader of the offline verifier trusts, out of the texts that they gave. */
import { type Policy, type PolicyError, readPolicyFile } from "#lib/core/log/policy.ts";
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readFileText } from "#lib/core/text/file-text.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { readCertificates, readPemCertificates } from "#lib/pki/pem.ts";

/** A policy of a few hundred keys, or all the certificates that a system trusts, are smaller. */
export const TRUST_FILE_BYTES_MAX: number = 1024 * 1024;

export type NamedAuthority = { name: string; notAfter: string };

export type ReadTrust = {
  policy?: Policy;
  /** Until when algorithms count for the reader. */
  broken?: BrokenSince | undefined;
  policyProblem?: { error: PolicyError; line: number };
  /** DER. */
  authorities?: Uint8Array[];
  named?: NamedAuthority[];
  authoritiesBad?: true;
};

/** A file as the text that its field takes: certificates in DER become PEM; undefined for what is no text. */
export function trustText(bytes: Uint8Array): string | undefined {
  const [der] = bytes[0] === 0x30 ? (readCertificates(bytes) ?? []) : [];
  if (der)
    return `-----BEGIN CERTIFICATE-----\n${toBase64(der).replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  return readFileText(bytes)?.text;
}

export type TrustTexts = { policy: string; authorities: string };

/** What the texts come to; a text that cannot be used counts for nothing, and says so. */
export function readTrust({ policy, authorities }: TrustTexts): ReadTrust {
  return { ...readPolicyText(policy), ...readAuthoritiesText(authorities) };
}

function readPolicyText(text: string): Pick<ReadTrust, "policy" | "policyProblem"> {
  if (text.trim() === "") return {};
  const policy = readPolicyFile(utf8(text));
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
