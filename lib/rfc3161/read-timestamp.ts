/**
 * RFC 3161 tokens of any authority, about anything: read, and their signature checked. Whether a token is about the right bytes, and
 * whether somebody vouches for its authority, is asked in lib/rfc3161/token.
 */
import { TIMESTAMP_TOKEN_BYTES_MAX } from "#lib/core/receipt/receipt-timestamps.ts";
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import type { TimestampFailure, TimestampGap, TimestampOutcome } from "#lib/core/verify/verification.ts";
import { nameOf, readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { oidOf } from "#lib/pki/der.ts";
import { HASHES, OID, WEAK } from "#lib/pki/oids.ts";
import { verifySignature } from "#lib/pki/signature.ts";
import { readSignedData, type SignedData } from "#lib/pki/signed-data.ts";
import { findSigner } from "#lib/pki/signer.ts";
import { readTstInfo, type TstInfo } from "./tst-info.ts";

/** More than any system trusts. */
const ANCHORS_MAX = 1_024;
const ACCEPTED_HASHES = "SHA-256, SHA-384, SHA-512";
const ACCEPTED_ALGORITHMS = "RSA, RSA-PSS, ECDSA";

export type Failed = Extract<TimestampOutcome, { status: "failed" }>;
export type Unchecked = Extract<TimestampOutcome, { status: "unchecked" }>;

/** A token as it was read: what it states. Nothing of it has been checked. */
export type Timestamp = { info: TstInfo; signed: SignedData & { content: Uint8Array } };

/** A token that is intact: what it states, and whose key signed it. Nobody has vouched for that key yet. */
export type IntactTimestamp = { info: TstInfo; certificate: X509; helpers: X509[]; anchors: X509[] };

/**
 * Reads a TimeStampToken, in DER or BER, over a digest of any kind.
 *
 * @param token bytes of the ContentInfo
 * @returns undefined for what is no SignedData over a TSTInfo whose signer names its certificate (RFC 3161 section 2.4.2), and for
 *   anything beyond 64 KiB
 */
export function readTimestamp(token: Uint8Array): Timestamp | undefined {
  if (token.length > TIMESTAMP_TOKEN_BYTES_MAX) return undefined;
  // A copy of its own kind: slices of Node's Buffer, which database drivers give, are no copies.
  const signed = readSignedData(Uint8Array.from(token), OID.tstInfo);
  if (signed?.content === undefined || signed.certificateDigests.length === 0) return undefined;
  const info = readTstInfo(signed.content);
  return info && { info, signed: { ...signed, content: signed.content } };
}

/** Whether a token is about these bytes; undefined where it states a digest that is not calculated here. */
export function isAbout({ imprint }: TstInfo, content: Uint8Array): boolean | undefined {
  const hash = HASHES[imprint.hashOid];
  return hash && equalBytes(hash.digest(content), imprint.digest);
}

/**
 * The integrity of a token: its signer's certificate, and the signature.
 *
 * @param authorities DER of the certificates that the reader trusts for timestamps; the signer's may be among them
 */
export async function checkIntegrity(
  { info, signed }: Timestamp,
  authorities: readonly Uint8Array[],
): Promise<IntactTimestamp | Failed | Unchecked> {
  const helpers = readAll(signed.certificates);
  const anchors = readAll(authorities.slice(0, ANCHORS_MAX));
  const certificate = findSigner(signed, [...helpers, ...anchors]);
  if (certificate === undefined) {
    const named = signed.certificateDigests.map((each) => toHex(each.digest)).join(" ");
    if (signed.certificates.length === 0) return gap("certificate_missing", named);
    return flaw("certificate_mismatch", named, helpers.map(nameOf).join(" "));
  }
  return (await checkSignature(signed, certificate)) ?? { info, certificate, helpers, anchors };
}

export function flaw(reason: TimestampFailure, expected: string, found: string): Failed {
  return { status: "failed", reason, expected: expected || "-", found: found || "-" };
}

/** What could not be checked, which says nothing against the token. */
export function gap(reason: TimestampGap, found: string): Unchecked {
  return { status: "unchecked", reason, found: found || "-" };
}

function readAll(certificates: readonly Uint8Array[]): X509[] {
  return certificates.flatMap((der) => readCertificate(Uint8Array.from(der)) ?? []);
}

async function checkSignature(signed: Timestamp["signed"], certificate: X509): Promise<Failed | Unchecked | undefined> {
  const { digestOid, messageDigest, content, signedBytes, signature, signatureAlgorithm: algorithm } = signed;
  if (WEAK.includes(digestOid)) return flaw("algorithm_unsupported", ACCEPTED_HASHES, digestOid);
  const hash = HASHES[digestOid];
  if (hash === undefined) return gap("algorithm_unknown", digestOid);
  const found = hash.digest(content);
  if (!equalBytes(found, messageDigest)) {
    return flaw("token_signature_invalid", toHex(messageDigest), toHex(found));
  }
  const { publicKey } = certificate;
  const verdicts = await Promise.all(
    signedBytes.map((data) => verifySignature({ data, signature, algorithm, digestOid, publicKey })),
  );
  if (verdicts.includes("ok")) return undefined;
  if (verdicts.includes("weak")) return flaw("algorithm_unsupported", ACCEPTED_ALGORITHMS, toHex(algorithm.bytes));
  if (verdicts.includes("unknown")) return gap("algorithm_unknown", oidOf(algorithm.children[0]) ?? "-");
  return flaw("token_signature_invalid", nameOf(certificate), toHex(signature.subarray(0, 32)));
}
