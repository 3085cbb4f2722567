/** Answers that caches may keep: the ledger's static files. */
import { createHash } from "node:crypto";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";

/** One year: the longest that caches take seriously. RFC 8246 section 2 for `immutable` */
const IMMUTABLE_SECONDS = 31_536_000;
const ETAG_HEX_CHARS = 32;

export interface CacheableBody {
  body: Uint8Array | string;
  contentType: string;
  /** How long it stays true: for ever, or this many seconds. */
  freshSeconds: number | "immutable";
}

/** The body with a strong validator, or 304 when the client has it already. RFC 9110 sections 8.8.3 and 13.1.2 */
export function cacheable(request: ApiRequest, { body, contentType, freshSeconds }: CacheableBody): Answer {
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, ETAG_HEX_CHARS)}"`;
  const fresh = freshSeconds === "immutable" ? `${IMMUTABLE_SECONDS}, immutable` : String(freshSeconds);
  const headers = { etag, "cache-control": `public, max-age=${fresh}` };
  if (hasValidator(request.headers["if-none-match"], etag)) return { status: 304, headers, payload: undefined };
  return { status: 200, headers: { ...headers, "content-type": contentType }, payload: body };
}

/** Weak comparison, as If-None-Match wants it. */
function hasValidator(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((given) => given.trim().replace(/^W\//, "") === etag);
}
