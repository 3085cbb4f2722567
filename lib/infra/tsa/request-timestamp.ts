/** One timestamp from one authority: asked, and checked in full before anybody sees it. */
import { randomBytes } from "node:crypto";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type Hash, SHA256 } from "#lib/pki/oids.ts";
import { buildTimestampRequest } from "#lib/rfc3161/request.ts";
import { checkTimestampResponse, type TimestampResponseFailure } from "#lib/rfc3161/response.ts";
import type { TimestampAuthority } from "./authorities.ts";
import { postTimestampQuery, type ReplyFailure } from "./post-query.ts";

/** RFC 3161 section 2.4.1 asks for 64 bits at least: an answer that was made before is told by the nonce alone. */
const NONCE_BYTES = 16;
/** Of what a stranger wrote. */
const DETAIL_CHARS_MAX = 200;

export type StampOutcome =
  /** DER of the TimeStampToken, and the time that it states. */
  { token: Uint8Array; time: Date } | { failed: ReplyFailure | TimestampResponseFailure; detail: string };

/**
 * Asks an authority for a token over a digest of a text.
 *
 * @param options.hash SHA-256 unless it is another
 * @returns a token that is intact, about this text and this request, and made by an authority that its anchors vouch for; or
 *   what was wrong. Never throws for what the authority does.
 */
export async function requestTimestamp(options: {
  authority: Pick<TimestampAuthority, "url" | "anchors" | "policy" | "timeoutMs" | "access">;
  /** A text, or the bytes that a token is to be over. */
  text: string | Uint8Array;
  hash?: Hash;
  signal?: AbortSignal;
}): Promise<StampOutcome> {
  const { authority, text, hash = SHA256, signal } = options;
  const { url, anchors: authorities, policy, timeoutMs, access } = authority;
  const imprint = hash.digest(typeof text === "string" ? utf8(text) : text);
  const nonce = BigInt(`0x${toHex(randomBytes(NONCE_BYTES))}`);
  const query = buildTimestampRequest({ imprint, hash, nonce, policy });
  const reply = await postTimestampQuery(query, { url, timeoutMs, access, ...(signal ? { signal } : {}) });
  if ("failed" in reply) return reply;
  const response = reply.bytes;
  const checked = await checkTimestampResponse({
    ...{ response, imprint, hash, nonce, policy, authorities },
    at: new Date(),
  });
  if (checked.status === "ok") return { token: checked.token, time: new Date(checked.time) };
  return { failed: checked.reason, detail: plain(checked.found).slice(0, DETAIL_CHARS_MAX) };
}
