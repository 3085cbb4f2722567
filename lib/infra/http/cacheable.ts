/** Answers that caches may keep: the ledger's static files. */
import { createHash } from "node:crypto";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import { reprDigest } from "./stated-digests.ts";

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
  const fresh = freshSeconds === "immutable" ? `${IMMUTABLE_SECONDS}, immutable` : String(freshSeconds);
  const headers = { "cache-control": `public, max-age=${fresh}`, "content-type": contentType };
  // Hashed once: the validator is the beginning of what the digest says in full.
  const sha256 = createHash("sha256").update(body).digest();
  const answer = validatedBy(request, { headers, payload: body, sha256 });
  // RFC 9530 section 3: who keeps the file can tell that it is whole.
  if (answer.status === 200) answer.headers["repr-digest"] = reprDigest(sha256);
  return answer;
}

/** The same for a body whose caching is settled, or never happens. */
export function validated(request: ApiRequest, body: Validated): Answer {
  return validatedBy(request, { ...body, sha256: createHash("sha256").update(body.payload).digest() });
}

interface Validated {
  headers: Answer["headers"];
  payload: string | Uint8Array;
}

function validatedBy(request: ApiRequest, { headers, payload, sha256 }: Validated & { sha256: Buffer }): Answer {
  const etag = `"${sha256.toString("hex").slice(0, ETAG_HEX_CHARS)}"`;
  if (!hasValidator(request.headers["if-none-match"], etag)) {
    return { status: 200, headers: { ...headers, etag }, payload };
  }
  const { "content-type": _, ...kept } = headers;
  return { status: 304, headers: { ...kept, etag }, payload: undefined };
}

/** Weak comparison, as If-None-Match wants it. */
function hasValidator(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((given) => given.trim().replace(/^W\//, "") === etag);
}
