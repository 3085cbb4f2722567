/**
 * A file as HTTP hands it out: whole or a part of it, or not again where the client has it already. RFC 9110 sections 13 (conditional
 * requests) and 14 (ranges).
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import { reprDigest } from "./stated-digests.ts";

export interface Representation {
  /** In bytes. */
  size: number;
  /** Quoted and strong: other bytes have another one. */
  etag: string;
  /** Counted in whole seconds. */
  modifiedAt?: Date | undefined;
}

/** Bytes of it, both included. */
export interface Part {
  first: number;
  last: number;
}

/** What the description of an endpoint says that hands out a file so. */
export const RANGED = {
  statuses: [200, 206],
  refuses: ["precondition_failed", "range_unsatisfiable"],
} as const satisfies { statuses: readonly number[]; refuses: readonly ApiErrorCode[] };

export type Chosen = { kind: "whole" } | ({ kind: "part" } & Part) | { kind: "unchanged" };

const WHOLE: Chosen = { kind: "whole" };
const HEADER_CHARS_MAX = 8_192;
/** One range of one unit; a client that asks for several gets the whole: section 14.2 leaves that to us. */
const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * What is asked for, in the order of section 13.2.2.
 *
 * @throws {SealbookError} `precondition_failed`; `range_unsatisfiable` with `size`.
 */
export function choose({ method, headers }: ApiRequest, of: Representation): Chosen {
  if (isChanged(headers, of)) throw new SealbookError("precondition_failed");
  if (isKnown(headers, of)) return { kind: "unchanged" };
  const { range } = headers;
  if (range === undefined || method !== "GET" || !holdsFor(headers["if-range"], of)) return WHOLE;
  return chooseRange(range, of.size);
}

function chooseRange(range: string, size: number): Chosen {
  const [, from = "", to = ""] = RANGE.exec(range.trim()) ?? [];
  if (from === "" && to === "") return WHOLE; // none, several, or of another unit: section 14.2
  const suffix = from === "" ? Number(to) : undefined;
  const first = suffix === undefined ? Number(from) : Math.max(0, size - suffix);
  const last = suffix !== undefined || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return WHOLE; // invalid: section 14.1.1
  if (suffix === 0 || first >= size) throw new SealbookError("range_unsatisfiable", { details: { size } });
  return { kind: "part", first, last };
}

/** If-Match, or without it If-Unmodified-Since, does not hold any more. */
function isChanged(headers: IncomingHttpHeaders, { etag, modifiedAt }: Representation): boolean {
  const match = headers["if-match"];
  if (match !== undefined) return !isListed(match, (given) => given === etag);
  const since = dateOf(headers["if-unmodified-since"]);
  return since !== undefined && modifiedAt !== undefined && seconds(modifiedAt) > since;
}

/** If-None-Match, or without it If-Modified-Since, says that the client has it. */
function isKnown(headers: IncomingHttpHeaders, { etag, modifiedAt }: Representation): boolean {
  const noneMatch = headers["if-none-match"];
  if (noneMatch !== undefined) return isListed(noneMatch, (given) => given.replace(/^W\//, "") === etag);
  const since = dateOf(headers["if-modified-since"]);
  return since !== undefined && modifiedAt !== undefined && seconds(modifiedAt) <= since;
}

/** A part is wanted of what the client has the other parts of; of anything else it wants the whole. Section 13.1.5 */
function holdsFor(header: string | string[] | undefined, { etag, modifiedAt }: Representation): boolean {
  if (header === undefined) return true;
  const text = String(header).trim();
  if (text.startsWith('"') || text.startsWith("W/")) return text === etag;
  return modifiedAt !== undefined && dateOf(text) === seconds(modifiedAt);
}

function isListed(header: string, isIt: (given: string) => boolean): boolean {
  if (header.trim() === "*") return true;
  return header
    .slice(0, HEADER_CHARS_MAX)
    .split(",")
    .some((given) => isIt(given.trim()));
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1_000);

/** IMF-fixdate alone (section 5.6.7), which every client of today sends; any other text says nothing. */
function dateOf(header: string | undefined): number | undefined {
  if (header === undefined || !/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(header.trim())) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : time / 1_000;
}

/**
 * The answer with what was chosen.
 *
 * @param answer headers: of the whole; payload: of what was chosen
 */
export function represented(
  of: Representation & { chosen: Chosen },
  { headers, payload }: Pick<Answer, "headers" | "payload">,
): Answer {
  const { chosen, size, etag, modifiedAt } = of;
  const validators = { etag, ...(modifiedAt ? { "last-modified": modifiedAt.toUTCString() } : {}) };
  if (chosen.kind === "unchanged") return { status: 304, headers: validators, payload: undefined };
  const ranged = { ...headers, ...validators, "accept-ranges": "bytes" };
  if (chosen.kind === "whole") return { status: 200, headers: { ...ranged, "content-length": `${size}` }, payload };
  const { first, last } = chosen;
  const part = { "content-range": `bytes ${first}-${last}/${size}`, "content-length": `${last - first + 1}` };
  return { status: 206, headers: { ...ranged, ...part }, payload };
}

/** The answer with bytes that are at hand, named by their digest. */
export function representBytes(request: ApiRequest, bytes: Uint8Array, headers: Answer["headers"]): Answer {
  const digest = createHash("sha256").update(bytes).digest();
  const etag = `"${digest.toString("hex")}"`;
  const of = { size: bytes.length, etag };
  const chosen = choose(request, of);
  const payload = chosen.kind === "part" ? bytes.subarray(chosen.first, chosen.last + 1) : bytes;
  return represented({ ...of, chosen }, { headers: { ...headers, "repr-digest": reprDigest(digest) }, payload });
}
