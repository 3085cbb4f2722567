/**
 * RFC 3161 timestamp tokens, checked in full: first whether the token is intact and about the right bytes, then whether an authority that
 * the reader named stands behind it. In Node and in browsers; hostile bytes are an outcome, never an exception.
 */

import { equalBytes, toBase64, toHex } from "#lib/core/text/bytes.ts";
import type { TimestampOutcome } from "#lib/core/verify/verification.ts";
import { isFor, isValidAt, nameOf, type Purpose } from "#lib/pki/certificate.ts";
import { leadsToAnchor } from "#lib/pki/chain.ts";
import { type Hash, OID, SHA256 } from "#lib/pki/oids.ts";
import {
  checkIntegrity,
  type Failed,
  flaw,
  gap,
  type IntactTimestamp,
  readTimestamp,
  type Timestamp,
} from "./read-timestamp.ts";

/** How far ahead of the reader's clock an authority's may be. */
const CLOCK_TOLERANCE_MS: number = 10 * 60_000;
/** Of bytes that are no token. */
const SHOWN_BYTES = 32;
/** Issued for timestamps and nothing else, and says so in a critical extension (RFC 3161 section 2.3). */
const TIME_STAMPING: Purpose = { oid: OID.timeStamping, isSole: true };

/**
 * Checks a TimeStampToken over a digest of something.
 *
 * @param input.token bytes of the ContentInfo, DER or BER
 * @param input.imprint the digest that it has to be about: SHA-256 unless `hash` is another
 * @param input.authorities DER of the certificates that the reader trusts for timestamps; without any, an intact token is `unproven`
 * @param input.at the reader's clock: a time that is later fails. Without it, any time will do.
 */
export async function checkTimestampToken(input: {
  token: Uint8Array;
  imprint: Uint8Array;
  hash?: Hash;
  authorities?: readonly Uint8Array[] | undefined;
  at?: Date | undefined;
}): Promise<TimestampOutcome> {
  const { token, imprint, hash, authorities, at } = input;
  const timestamp = readTimestamp(token);
  if (timestamp === undefined) return malformed(token);
  return checkImprint(timestamp, imprint, hash) ?? (await checkTimestamp({ timestamp, authorities, at }));
}

/** Checks any token that was read, whatever it is about: signature, certificate, time, and who vouches for it. See checkTimestampToken. */
export async function checkTimestamp(input: {
  timestamp: Timestamp;
  authorities?: readonly Uint8Array[] | undefined;
  at?: Date | undefined;
}): Promise<TimestampOutcome> {
  const { timestamp, authorities = [], at } = input;
  const { info } = timestamp;
  const intact = await checkIntegrity(timestamp, authorities);
  if ("status" in intact) return intact;
  if (at !== undefined && info.time.getTime() > at.getTime() + CLOCK_TOLERANCE_MS) return implausible(info.time, at);
  return await checkTrust(intact);
}

export function malformed(token: Uint8Array): Failed {
  return flaw("token_malformed", "RFC 3161 TimeStampToken", toHex(token.subarray(0, SHOWN_BYTES)));
}

/** The digest that was asked for and no other: SHA-256 over checkpoints, SHA-512 over renewals. */
export function checkImprint(
  { info: { imprint } }: Timestamp,
  expected: Uint8Array,
  hash: Hash = SHA256,
): Failed | undefined {
  const isSame = imprint.hashOid === hash.oid && equalBytes(imprint.digest, expected);
  return isSame ? undefined : flaw("imprint_mismatch", toBase64(expected), toBase64(imprint.digest));
}

export function implausible(time: Date, at: Date): Failed {
  return flaw("time_implausible", at.toISOString(), time.toISOString());
}

/** Purpose and validity of the signer's certificate, and who vouches for it. */
async function checkTrust({ info, certificate, helpers, anchors }: IntactTimestamp): Promise<TimestampOutcome> {
  const authority = nameOf(certificate);
  const time = info.time.toISOString();
  if (!isFor(certificate, TIME_STAMPING)) return flaw("wrong_purpose", "critical, timeStamping", authority);
  if (!isValidAt(certificate, info.time)) {
    const period = [certificate.notBefore, certificate.notAfter].map((date) => date.toISOString()).join(" - ");
    return flaw("certificate_expired", period, time);
  }
  if (info.unknownCritical.length > 0) return gap("constraints_not_evaluated", info.unknownCritical.join(" "));
  if (anchors.length === 0) return { status: "unproven", authority, time };
  const trust = await leadsToAnchor({ certificate, helpers, anchors, time: info.time, purpose: OID.timeStamping });
  if (trust === "trusted") return { status: "ok", authority, time };
  if (trust !== "untrusted") return gap("constraints_not_evaluated", `${authority}: ${trust.notEvaluated.join(" ")}`);
  return flaw("authority_untrusted", [...new Set(anchors.map(nameOf))].join(", "), authority);
}
