/** The evidence list's filters as they stand in the address of the page. */

import { DIGEST_BYTES, fromHex } from "#lib/core/text/bytes.ts";
import { beginningOfDay, dayAfter } from "#lib/i18n/days.ts";
import { DEFAULT_ZONE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { type EvidenceFilter, LIST_KINDS, LIST_STATES, type ListKind, type ListState } from "../types.ts";
import { chosenIdsSchema, idSchema, tagSchema } from "./evidence.ts";

const QUERY_CHARS_MAX = 255;
/** Days of the years in which evidence can have been received. */
const DAY = /^(?:19[7-9]\d|2\d{3})-\d{2}-\d{2}$/;

/** Query parameters as Next gives them; one that comes more than once counts as absent. */
export type RawFilters = Record<string, string | string[] | undefined>;

export interface Filters {
  /** Part of a name or of an own field's value, a whole digest in hex, or a whole id; empty: everything. */
  q: string;
  state?: ListState;
  kind?: ListKind;
  tag?: string;
  /** The whole value of an own field. */
  value?: string;
  /** Records that were chosen one by one. */
  ids?: readonly string[];
  /** Days as they were typed, YYYY-MM-DD; both included. */
  from: string;
  to: string;
  /** IANA name of the zone in which days begin. */
  zone: string;
  /** Id of the user or key that submitted it. */
  who?: string;
  /** What was chosen together in a browser. */
  upload?: string;
  /** Id of the unit in which, or below which, it is. */
  unit?: string;
  /** Ids of the records after and before which the page stands; at most one. */
  older?: string;
  newer?: string;
  /** Why the days cannot be used. */
  problem?: "from" | "to" | "swapped";
  /** Whether anything is filtered. */
  active: boolean;
  /** The page's own path, without the cursors. */
  path: string;
  /** The filters alone as a query, empty or with its question mark. */
  query: string;
}

/**
 * Never fails: what cannot be used is left out, and bad days are named in `problem`.
 * @param readerZone in which days are counted where the address names no zone
 */
export function parseFilters(raw: RawFilters, readerZone = DEFAULT_ZONE): Filters {
  const text = (name: string) => (typeof raw[name] === "string" ? raw[name].trim() : "");
  // PostgreSQL has no zero character in text.
  const q = text("q").replaceAll("\0", "").slice(0, QUERY_CHARS_MAX);
  const state = LIST_STATES.find((known) => known === text("state"));
  const kind = LIST_KINDS.find((known) => known === text("kind"));
  const tag = tagSchema.safeParse(text("tag")).data;
  const value = text("value").replaceAll("\0", "").slice(0, QUERY_CHARS_MAX);
  // Ids that are none find nothing: they were to narrow the list down.
  const ids = raw.ids === undefined ? undefined : (chosenIdsSchema.safeParse(text("ids").split(",")).data ?? []);
  const [from, to] = [text("from").slice(0, 10), text("to").slice(0, 10)];
  const zone = zoneNamed(text("zone")) ?? readerZone;
  const [who, upload, unit, older, newer] = ["who", "upload", "unit", "older", "newer"].map(
    (name) => idSchema.safeParse(text(name)).data,
  );
  const problem = problemOf(from, to);
  const parameters = new URLSearchParams();
  for (const [name, given] of Object.entries({ q, state, kind, tag, value, who, upload, unit, from, to })) {
    if (given) parameters.set(name, given);
  }
  if (from || to) parameters.set("zone", zone);
  if (ids) parameters.set("ids", ids.join(","));
  const query = parameters.size > 0 ? `?${parameters}` : "";
  return {
    q,
    ...(state ? { state } : {}),
    ...(kind ? { kind } : {}),
    ...(tag ? { tag } : {}),
    ...(value ? { value } : {}),
    ...(ids ? { ids } : {}),
    ...(who ? { who } : {}),
    ...(upload ? { upload } : {}),
    ...(unit ? { unit } : {}),
    from,
    to,
    zone,
    ...(older ? { older } : newer ? { newer } : {}),
    ...(problem ? { problem } : {}),
    active: parameters.size > 0,
    path: `/evidence${query}`,
    query,
  };
}

function problemOf(from: string, to: string): Filters["problem"] {
  if (from && !isDay(from)) return "from";
  if (to && !isDay(to)) return "to";
  return from && to && from > to ? "swapped" : undefined;
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The moments between which evidence was received: from the first day's beginning to before the last day's end. */
export function dayRange({ from, to, zone }: Filters): { from?: Date; to?: Date } {
  return {
    ...(from ? { from: beginningOfDay(from, zone) } : {}),
    ...(to ? { to: beginningOfDay(dayAfter(to), zone) } : {}),
  };
}

/** What the search field takes: a whole id, a whole digest, or a part of a name or of an own field's value. */
export function toFilter(filters: Filters): EvidenceFilter {
  const { q, state, kind, tag, value, ids, who, upload, unit } = filters;
  const rest = { state, kind, tag, value, ids, who, upload, unit, ...dayRange(filters) };
  const id = idSchema.safeParse(q.toLowerCase());
  if (id.success) return { id: id.data, ...rest };
  // People copy digests in groups.
  const sha256 = fromHex(q.toLowerCase().replaceAll(/\s/g, ""));
  return sha256?.length === DIGEST_BYTES ? { sha256: new Uint8Array(sha256), ...rest } : { q, ...rest };
}
