/** Answers made smaller on their way, where that is worth the work: long tables and lists. */
import type { IncomingHttpHeaders } from "node:http";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { constants, createGzip, gzip } from "node:zlib";
import type { Answer } from "./answer.ts";

/** What is shorter costs more work than it saves time on the line. */
const BYTES_MIN = 8 * 1024;
const TEXT = /^(text\/(csv|plain|html)|application\/(problem\+)?json)\b/;
const GZIP = /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)/i;
const gzipped = promisify(gzip);

/** The answer in the coding that the client prefers. RFC 9110 section 12.5.3 */
export async function compressed(asked: IncomingHttpHeaders, answer: Answer): Promise<Answer> {
  const { headers, payload } = answer;
  // A part is one of the bytes as they are.
  if (payload === undefined || answer.status === 206 || !TEXT.test(headers["content-type"] ?? "")) return answer;
  const isStream = payload instanceof Readable;
  if (!isStream && payload.length < BYTES_MIN) return answer;
  const vary: Answer["headers"] = { ...headers, vary: withEncoding(headers.vary) };
  if (!GZIP.test(String(asked["accept-encoding"] ?? ""))) return { ...answer, headers: vary };
  // Neither would its digest: RFC 9530 section 3.
  const { "content-length": _, "repr-digest": __, ...rest } = vary;
  // A strong validator would name other bytes than these (RFC 9110 section 8.8.1).
  const encoded = { ...rest, "content-encoding": "gzip", ...(rest.etag && { etag: `W/${rest.etag}` }) };
  // Each page of a table is handed on when it is there.
  const smaller = isStream
    ? pipeline(payload, createGzip({ flush: constants.Z_SYNC_FLUSH }), () => {})
    : await gzipped(payload);
  return { ...answer, headers: encoded, payload: smaller };
}

/** What the answer varies by, with the coding once. RFC 9110 section 12.5.5 */
function withEncoding(vary: string | undefined): string {
  if (vary === undefined) return "Accept-Encoding";
  return /\baccept-encoding\b/i.test(vary) ? vary : `${vary}, Accept-Encoding`;
}
