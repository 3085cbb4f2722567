/** Object identifiers by the names that their standards give them. */
export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  sha256: "2.16.840.1.101.3.4.2.1",
  rsaEncryption: "1.2.840.113549.1.1.1",
  rsassaPss: "1.2.840.113549.1.1.10",
  mgf1: "1.2.840.113549.1.1.8",
  ecPublicKey: "1.2.840.10045.2.1",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  anyExtendedKeyUsage: "2.5.29.37.0",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  certificatePolicies: "2.5.29.32",
  extendedKeyUsage: "2.5.29.37",
} as const;

export type HashName = "SHA-256" | "SHA-384" | "SHA-512";

/** Digests that are accepted (RFC 5754). SHA-1 names certificates in ESSCertID (RFC 2634), and nothing else. */
export const HASHES: Readonly<Record<string, HashName>> = {
  [OID.sha256]: "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};

/** Signature algorithms that name their digest (RFC 4055, RFC 5758). */
export const SIGNATURE_HASHES: Readonly<Record<string, { hash: HashName; key: string }>> = {
  "1.2.840.113549.1.1.11": { hash: "SHA-256", key: OID.rsaEncryption },
  "1.2.840.113549.1.1.12": { hash: "SHA-384", key: OID.rsaEncryption },
  "1.2.840.113549.1.1.13": { hash: "SHA-512", key: OID.rsaEncryption },
  "1.2.840.10045.4.3.2": { hash: "SHA-256", key: OID.ecPublicKey },
  "1.2.840.10045.4.3.3": { hash: "SHA-384", key: OID.ecPublicKey },
  "1.2.840.10045.4.3.4": { hash: "SHA-512", key: OID.ecPublicKey },
};

/** NIST curves (RFC 5480): P-256, P-384, P-521. */
export const CURVES: readonly string[] = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];
