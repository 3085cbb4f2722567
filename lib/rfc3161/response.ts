/** TimeStampResp (RFC 3161 section 2.4.2): the token of an answer, if it is one to the very question that was asked. */

import { TIMESTAMP_TOKEN_BYTES_MAX } from "#lib/core/receipt/receipt-timestamps.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { TimestampFailure, TimestampGap } from "#lib/core/verify/verification.ts";
import { readBer } from "#lib/pki/ber.ts";
import { type DerNode, integerOf, TAG } from "#lib/pki/der.ts";
import type { Hash } from "#lib/pki/oids.ts";
import { readTimestamp } from "./read-timestamp.ts";
import { checkImprint, checkTimestamp, implausible, malformed } from "./token.ts";

/** Bytes of an answer: a token, and what stands around it. */
export const TIMESTAMP_RESPONSE_BYTES_MAX: number = TIMESTAMP_TOKEN_BYTES_MAX + 4 * 1024;
/** How far an authority's clock may be from ours: more is a wrong clock, or an answer to an earlier question. */
const CLOCK_TOLERANCE_MS: number = 10 * 60_000;
const STATUS_TEXT_CHARS_MAX = 200;
/** granted, grantedWithMods */
const GRANTED: readonly bigint[] = [0n, 1n];

export type TimestampResponseFailure =
  | Exclude<TimestampFailure, "seal_invalid">
  | TimestampGap
  | "nonce_mismatch"
  | "policy_mismatch"
  | "response_malformed"
  | "status_rejected";

export type TimestampResponseOutcome =
  /** `token` is the DER to keep; `time` is `YYYY-MM-DDTHH:MM:SS.mmmZ`, `authority` text that a stranger wrote. */
  | { status: "ok"; token: Uint8Array; authority: string; time: string }
  | { status: "failed"; reason: TimestampResponseFailure; expected: string; found: string };

/**
 * Checks an answer to a request. Never throws.
 *
 * @param input.response bytes of the answer's body
 * @param input.imprint the digest that the request was about: SHA-256 unless `hash` is another
 * @param input.nonce of the request
 * @param input.policy OID that the token has to state, if it was asked for
 * @param input.authorities DER of the certificates that are trusted for this authority; without any, every token is refused
 * @param input.at our clock
 */
export async function checkTimestampResponse(input: {
  response: Uint8Array;
  imprint: Uint8Array;
  hash?: Hash | undefined;
  nonce: bigint;
  policy?: string | undefined;
  authorities: readonly Uint8Array[];
  at: Date;
}): Promise<TimestampResponseOutcome> {
  const { response, imprint, hash, nonce, policy, authorities, at } = input;
  const read = readResponse(Uint8Array.from(response.subarray(0, TIMESTAMP_RESPONSE_BYTES_MAX + 1)));
  if ("status" in read) return read;
  const timestamp = readTimestamp(read.token);
  if (timestamp === undefined) return malformed(read.token);
  const other = checkImprint(timestamp, imprint, hash);
  if (other !== undefined) return other;
  const { info } = timestamp;
  if (info.nonce !== nonce) return failed("nonce_mismatch", nonce.toString(16), info.nonce?.toString(16) ?? "-");
  if (policy !== undefined && info.policy !== policy) return failed("policy_mismatch", policy, info.policy);
  if (Math.abs(info.time.getTime() - at.getTime()) > CLOCK_TOLERANCE_MS) return implausible(info.time, at);
  const checked = await checkTimestamp({ timestamp, authorities });
  if (checked.status === "failed") return checked;
  // An authority whose tokens cannot be checked is not asked for one that is to be kept.
  if (checked.status === "unchecked") return failed(checked.reason, "-", checked.found);
  if (checked.status === "unproven") return failed("authority_untrusted", "-", checked.authority);
  return { status: "ok", token: read.token, authority: checked.authority, time: checked.time };
}

function failed(reason: TimestampResponseFailure, expected: string, found: string): TimestampResponseOutcome {
  return { status: "failed", reason, expected, found };
}

function readResponse(response: Uint8Array): { token: Uint8Array } | TimestampResponseOutcome {
  const root = response.length <= TIMESTAMP_RESPONSE_BYTES_MAX ? readBer(response) : undefined;
  const [info, token, ...others] = root?.tag === TAG.sequence ? root.children : [];
  const status = info?.tag === TAG.sequence ? integerOf(info.children[0]) : undefined;
  if (status === undefined || others.length > 0) {
    return failed("response_malformed", "RFC 3161 TimeStampResp", `${response.length} bytes`);
  }
  if (!GRANTED.includes(status)) {
    const said = `${status} ${statusText(info)}`.trim().slice(0, STATUS_TEXT_CHARS_MAX);
    return failed("status_rejected", "granted", said);
  }
  if (token === undefined) return failed("response_malformed", "TimeStampToken", "-");
  return { token: token.bytes.slice() };
}

/** What the authority says about its refusal. */
function statusText(info: DerNode | undefined): string {
  const texts = info?.children.find(({ tag }) => tag === TAG.sequence)?.children ?? [];
  return plain(texts.map(({ content }) => fromUtf8(content) ?? "").join(" ")).slice(0, STATUS_TEXT_CHARS_MAX);
}
