/**
 * RFC 3161 timestamp tokens, checked in full: first whether the token is intact and about the right bytes, then whether an authority that
 * the reader named stands behind it. In Node and in browsers; hostile bytes are an outcome, never an exception.
 */

import { TIMESTAMP_TOKEN_BYTES_MAX } from "#lib/core/receipt/receipt-timestamps.ts";
import { equalBytes, toBase64, toHex } from "#lib/core/text/bytes.ts";
import type { TimestampFailure, TimestampOutcome } from "#lib/core/verify/verification.ts";
import { isFor, isValidAt, nameOf, type Purpose, readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { leadsToAnchor } from "#lib/pki/chain.ts";
import { HASHES, OID } from "#lib/pki/oids.ts";
import { digest, verifySignature } from "#lib/pki/signature.ts";
import { readSignedData, type SignedData } from "#lib/pki/signed-data.ts";
import { findSigner } from "#lib/pki/signer.ts";
import { readTstInfo, type TstInfo } from "./tst-info.ts";

/** More than any system trusts. */
const ANCHORS_MAX = 1_024;
/** How far ahead of the reader's clock an authority's may be. */
const CLOCK_TOLERANCE_MS: number = 10 * 60_000;
/** Issued for timestamps and nothing else, and says so in a critical extension (RFC 3161 section 2.3). */
const TIME_STAMPING: Purpose = { oid: OID.timeStamping, isSole: true };

type Failed = Extract<TimestampOutcome, { status: "failed" }>;

/** A token that is intact: what it states, and whose key signed it. Nobody has vouched for that key yet. */
export type IntactToken = { info: TstInfo; certificate: X509; helpers: X509[]; anchors: X509[] };

/**
 * Checks a TimeStampToken.
 *
 * @param input.token DER of the ContentInfo
 * @param input.imprint SHA-256 that it has to be about
 * @param input.authorities DER of the certificates that the reader trusts for timestamps; without any, an intact token is `unproven`
 * @param input.at the reader's clock: a time that is later fails. Without it, any time will do.
 */
export async function checkTimestampToken(input: {
  token: Uint8Array;
  imprint: Uint8Array;
  authorities?: readonly Uint8Array[] | undefined;
  at?: Date | undefined;
}): Promise<TimestampOutcome> {
  const opened = await openToken(input);
  if ("status" in opened) return opened;
  if (input.at !== undefined && opened.info.time.getTime() > input.at.getTime() + CLOCK_TOLERANCE_MS) {
    return implausible(opened.info.time, input.at);
  }
  return await checkTrust(opened);
}

/** The integrity of a token: form, imprint, certificate, signature. */
export async function openToken(input: {
  token: Uint8Array;
  imprint: Uint8Array;
  authorities?: readonly Uint8Array[] | undefined;
}): Promise<IntactToken | Failed> {
  const { imprint, authorities = [] } = input;
  // A copy of its own kind: slices of Node's Buffer, which database drivers give, are no copies.
  const token = Uint8Array.from(input.token.subarray(0, TIMESTAMP_TOKEN_BYTES_MAX + 1));
  const signed = token.length <= TIMESTAMP_TOKEN_BYTES_MAX ? readSignedToken(token) : undefined;
  const info = signed && readTstInfo(signed.content);
  if (signed === undefined || info === undefined) {
    return flaw("token_malformed", "RFC 3161 TimeStampToken", toHex(token.subarray(0, 32)));
  }
  if (info.imprint === undefined || !equalBytes(info.imprint, imprint)) {
    return flaw("imprint_mismatch", toBase64(imprint), info.imprint ? toBase64(info.imprint) : "");
  }
  const helpers = readAll(signed.certificates);
  const anchors = readAll(authorities.slice(0, ANCHORS_MAX));
  const certificate = await findSigner(signed, [...helpers, ...anchors]);
  if (certificate === undefined) {
    const named = signed.certificateDigests.map((each) => toHex(each.digest)).join(" ");
    return flaw("certificate_mismatch", named, helpers.map(nameOf).join(" "));
  }
  return (await checkSignature(signed, certificate)) ?? { info, certificate, helpers, anchors };
}

type SignedToken = SignedData & { content: Uint8Array };

/** SignedData over a TSTInfo whose signer names its certificate (RFC 3161 section 2.4.2). */
function readSignedToken(token: Uint8Array): SignedToken | undefined {
  const signed = readSignedData(token, OID.tstInfo);
  if (signed?.content === undefined || signed.certificateDigests.length === 0) return undefined;
  return { ...signed, content: signed.content };
}

/** Purpose and validity of the signer's certificate, and who vouches for it. */
export async function checkTrust({ info, certificate, helpers, anchors }: IntactToken): Promise<TimestampOutcome> {
  const authority = nameOf(certificate);
  const time = info.time.toISOString();
  if (!isFor(certificate, TIME_STAMPING)) return flaw("wrong_purpose", "critical, timeStamping", authority);
  if (!isValidAt(certificate, info.time)) {
    const period = [certificate.notBefore, certificate.notAfter].map((date) => date.toISOString()).join(" - ");
    return flaw("certificate_expired", period, time);
  }
  if (anchors.length === 0) return { status: "unproven", authority, time };
  const isTrusted = await leadsToAnchor({ certificate, helpers, anchors, time: info.time, purpose: OID.timeStamping });
  if (isTrusted) return { status: "ok", authority, time };
  return flaw("authority_untrusted", [...new Set(anchors.map(nameOf))].join(", "), authority);
}

export function implausible(time: Date, at: Date): Failed {
  return flaw("time_implausible", at.toISOString(), time.toISOString());
}

function flaw(reason: TimestampFailure, expected: string, found: string): Failed {
  return { status: "failed", reason, expected: expected || "-", found: found || "-" };
}

function readAll(certificates: readonly Uint8Array[]): X509[] {
  return certificates.flatMap((der) => readCertificate(Uint8Array.from(der)) ?? []);
}

async function checkSignature(signed: SignedToken, certificate: X509): Promise<Failed | undefined> {
  const { digestOid, messageDigest, content, signedBytes: data, signature, signatureAlgorithm: algorithm } = signed;
  const authority = nameOf(certificate);
  const hash = HASHES[digestOid];
  if (hash === undefined) return flaw("algorithm_unsupported", "SHA-256, SHA-384, SHA-512", digestOid);
  const found = await digest(hash, content);
  if (!equalBytes(found, messageDigest)) {
    return flaw("token_signature_invalid", toHex(messageDigest), toHex(found));
  }
  const { publicKey } = certificate;
  const result = await verifySignature({ data, signature, algorithm, digestOid, publicKey });
  if (result === "ok") return undefined;
  if (result === "unsupported") return flaw("algorithm_unsupported", "RSA, RSA-PSS, ECDSA", toHex(algorithm.bytes));
  return flaw("token_signature_invalid", authority, toHex(signature.subarray(0, 32)));
}
