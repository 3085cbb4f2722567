/** Object identifiers by the names that their standards give them, and the digests that some of them name. */
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { sm3 } from "#lib/core/sm/sm3.ts";

export const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signatureTimestamp: "1.2.840.113549.1.9.16.2.14",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  rsaEncryption: "1.2.840.113549.1.1.1",
  rsassaPss: "1.2.840.113549.1.1.10",
  mgf1: "1.2.840.113549.1.1.8",
  ecPublicKey: "1.2.840.10045.2.1",
  ed25519: "1.3.101.112",
  sm2Curve: "1.2.156.10197.1.301",
  sm2Signature: "1.2.156.10197.1.501",
  sm3: "1.2.156.10197.1.401",
  smData: "1.2.156.10197.6.1.4.2.1",
  smSignedData: "1.2.156.10197.6.1.4.2.2",
  ocspResponse: "1.3.6.1.5.5.7.16.2",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  anyExtendedKeyUsage: "2.5.29.37.0",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  subjectAltName: "2.5.29.17",
  nameConstraints: "2.5.29.30",
  certificatePolicies: "2.5.29.32",
  anyPolicy: "2.5.29.32.0",
  policyMappings: "2.5.29.33",
  policyConstraints: "2.5.29.36",
  inhibitAnyPolicy: "2.5.29.54",
  extendedKeyUsage: "2.5.29.37",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  emailAddress: "1.2.840.113549.1.9.1",
} as const;

/** A digest by its names and what it does. */
export type Hash = {
  name: "MD5" | "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512" | "SM3";
  oid: string;
  /** Of a digest. */
  bytes: number;
  digest: (bytes: Uint8Array) => Uint8Array;
};

/** SHA-1 names certificates in ESSCertID (RFC 2634), and nothing else. */
export const SHA1: Hash = { name: "SHA-1", oid: OID.sha1, bytes: 20, digest: sha1 };
export const SHA256: Hash = { name: "SHA-256", oid: OID.sha256, bytes: 32, digest: sha256 };
const SHA384: Hash = { name: "SHA-384", oid: "2.16.840.1.101.3.4.2.2", bytes: 48, digest: sha384 };
export const SHA512: Hash = { name: "SHA-512", oid: "2.16.840.1.101.3.4.2.3", bytes: 64, digest: sha512 };

const MD5: Hash = { name: "MD5", oid: "1.2.840.113549.2.5", bytes: 16, digest: md5 };
export const SM3: Hash = { name: "SM3", oid: OID.sm3, bytes: 32, digest: sm3 };

/** Digests that are accepted (RFC 5754). */
export const HASHES: Readonly<Record<string, Hash>> = {
  [SHA256.oid]: SHA256,
  [SHA384.oid]: SHA384,
  [SHA512.oid]: SHA512,
};

/** Digests that PDFs are signed with, whatever they are worth. */
export const DOCUMENT_HASHES: Readonly<Record<string, Hash>> = {
  ...HASHES,
  [MD5.oid]: MD5,
  [SHA1.oid]: SHA1,
  [SM3.oid]: SM3,
};

/** Signature algorithms that name their digest (RFC 3279, RFC 4055, RFC 5758). */
export const SIGNATURE_HASHES: Readonly<Record<string, { hash: Hash; key: string }>> = {
  "1.2.840.113549.1.1.4": { hash: MD5, key: OID.rsaEncryption },
  "1.2.840.113549.1.1.5": { hash: SHA1, key: OID.rsaEncryption },
  "1.2.840.10045.4.1": { hash: SHA1, key: OID.ecPublicKey },
  "1.2.840.113549.1.1.11": { hash: SHA256, key: OID.rsaEncryption },
  "1.2.840.113549.1.1.12": { hash: SHA384, key: OID.rsaEncryption },
  "1.2.840.113549.1.1.13": { hash: SHA512, key: OID.rsaEncryption },
  "1.2.840.10045.4.3.2": { hash: SHA256, key: OID.ecPublicKey },
  "1.2.840.10045.4.3.3": { hash: SHA384, key: OID.ecPublicKey },
  "1.2.840.10045.4.3.4": { hash: SHA512, key: OID.ecPublicKey },
};

/** Digests and signatures over MD5 and SHA-1, which are known and proved nothing any more (RFC 6151, RFC 9155). */
export const WEAK: readonly string[] = [
  OID.sha1,
  "1.2.840.113549.2.5",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.10045.4.1",
];
