/** Where a page of the list is read: which index leads, and how far along it one page looks. */

import type { Horizon } from "#lib/features/ledger/publishing/rows/attested.ts";
import type { Reach } from "#lib/gate/actor.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type EvidenceFilter, LABELLED_ROWS_MAX, SEARCH_ROWS_MAX } from "../types.ts";

/** How far clocks of one installation's processes may be apart: whether what one of them received is older than what another one did. */
export const ID_SLACK_MS = 1_000;

export interface Asked {
  reach: Reach;
  filter: EvidenceFilter;
  cursor: Cursor;
  limit: number;
}

type Value = (given: unknown) => string;
/** Tables with rows of a record, by which it is found. */
type Labels = "evidence_field" | "evidence_tag" | "bundle_file";

export interface Bounds {
  /** The id at which this page stops looking, of a record or between two. */
  stop?: string;
  /** Up to where each ledger is witnessed, or timestamped; where that is asked. */
  horizons?: readonly Horizon[];
}

export interface Source {
  /** Joins the record as `e`. */
  from: string;
  /** The column in whose order its index is. */
  id: string;
  /** Records are walked unit by unit: each is to be one of a unit, `e.unit_id`. */
  byUnit?: true;
  /** A record may come twice, one behind the other. */
  repeats?: true;
  where: string[];
}

/**
 * One, or two: in the order of private rows, but where an index of the records themselves leads. The organisation is $1. A search for a part
 * looks into names, and into values of own fields; one for a digest, into records of that digest and bundles that have a file of it.
 */
export function sourcesOf(
  { q, value: exact, tag, sha256, ...rest }: EvidenceFilter,
  { value, ofUnits }: { value: Value; ofUnits: boolean },
): [Source, Source?] {
  const { id, ids, who, upload, kind, from, to } = rest;
  const isAnyAsked = (...asked: unknown[]) => asked.some((each) => each !== undefined);
  const part = q ? value(`%${escapeLike(q)}%`) : undefined;
  const valueLike = (column: string) => `${column} ILIKE ${part}`;
  const labelled = ({ table, where }: { table: Labels; where: string }): Source => ({
    from: `${table} s JOIN evidence e ON e.id = s.evidence_id`,
    id: "s.evidence_id",
    ...(table === "evidence_tag" ? {} : { repeats: true }),
    where: ["s.organisation_id = $1", where],
  });
  const digest = sha256 && value(sha256);
  const inEither = part
    ? [
        `(EXISTS (SELECT FROM evidence_private p WHERE p.organisation_id = $1 AND p.evidence_id = e.id AND ${valueLike("p.name")}) OR EXISTS (SELECT FROM evidence_field f WHERE f.evidence_id = e.id AND ${valueLike("f.value")}))`,
      ]
    : [];
  const inBundle = `SELECT FROM bundle_file b WHERE b.organisation_id = $1 AND b.sha256 = ${digest} AND b.evidence_id = e.id`;
  const ofDigest = digest ? [`(e.sha256 = ${digest} OR EXISTS (${inBundle}))`] : [];
  const more = [...inEither, ...ofDigest];
  if (exact) {
    const source = labelled({
      table: "evidence_field",
      where: `lower(s.value) = lower(${value(exact.normalize("NFC"))})`,
    });
    const tagged = tag
      ? [
          `EXISTS (SELECT FROM evidence_tag t WHERE t.organisation_id = $1 AND t.label = ${value(tag)} AND t.evidence_id = e.id)`,
        ]
      : [];
    return [{ ...source, where: [...source.where, ...more, ...tagged] }];
  }
  if (tag) {
    const source = labelled({ table: "evidence_tag", where: `s.label = ${value(tag)}` });
    return [{ ...source, where: [...source.where, ...more] }];
  }
  const bySelf = { from: "evidence e", id: "e.id", where: ["e.organisation_id = $1"] };
  if (digest) {
    const within = labelled({ table: "bundle_file", where: `s.sha256 = ${digest}` });
    return [
      { ...bySelf, where: [...bySelf.where, `e.sha256 = ${digest}`, ...inEither] },
      { ...within, where: [...within.where, ...inEither] },
    ];
  }
  if (!part && isAnyAsked(id, ids, who, upload)) return [bySelf];
  const records = ofUnits
    ? recordsOfUnits(part !== undefined)
    : recordsOfAll(isAnyAsked(id, ids, who, upload, kind, from, to));
  if (!part) return [records];
  return [
    { ...records, where: [...records.where, valueLike("p.name")] },
    labelled({ table: "evidence_field", where: valueLike("s.value") }),
  ];
}

/** Where the records themselves are asked, each by its id: a join of any other kind could read those of other organisations. */
function recordsOfAll(isAsked: boolean): Source {
  const itself = "evidence_private p CROSS JOIN LATERAL (SELECT * FROM evidence WHERE id = p.evidence_id OFFSET 0) e";
  return { from: isAsked ? itself : "evidence_private p", id: "p.evidence_id", where: ["p.organisation_id = $1"] };
}

/** Along the index of units; names where they are asked. */
function recordsOfUnits(isNamed: boolean): Source {
  const named =
    "evidence e CROSS JOIN LATERAL (SELECT name FROM evidence_private WHERE organisation_id = $1 AND evidence_id = e.id OFFSET 0) p";
  return { from: isNamed ? named : "evidence e", id: "e.id", byUnit: true, where: [] };
}

/** The id, of a record or between two, at which a search stops for this page; undefined when it gets to the end. @param lookedMax records it looks at, after `lookedBefore` */
export async function stopOf(
  { reach: { organisationId, units }, filter, cursor }: Asked,
  {
    horizons,
    lookedBefore,
    lookedMax,
  }: { horizons?: readonly Horizon[] | undefined; lookedBefore: number; lookedMax: number },
): Promise<string | undefined> {
  const { q, value: exact, tag, ...rest } = filter;
  const isDigest = rest.sha256 !== undefined;
  const more = units !== null || Object.values(rest).some((each) => each !== undefined);
  const stops = await Promise.all(
    looked({ q, exact, tag, isDigest, more }).map(async ({ source, rowsMax }) => {
      const values: unknown[] = [organisationId];
      const value: Value = (given) => `$${values.push(given)}`;
      const { table, id, where } = source(value);
      const last = Math.min(rowsMax - lookedBefore, lookedMax) - 1;
      const order = `ORDER BY id ${cursor.newer ? "ASC" : "DESC"}`;
      const walk = (from: string, column: string, conditions: readonly string[]) =>
        `SELECT ${column} AS id FROM ${from} WHERE ${[...conditions, ...boundById(column, { value, filter, cursor, horizons })].join(" AND ")} ${order}`;
      // Of several units each along its own index, no further than all of them together.
      const walked =
        units === null || table !== "evidence_private"
          ? walk(table, id, where)
          : `SELECT r.id FROM unit u CROSS JOIN LATERAL (${walk("evidence", "evidence.id", ["unit_id = u.id"])} LIMIT ${last + 1}) r
             WHERE u.organisation_id = $1 AND u.id = ANY (${value(units)}::uuid[]) ${order}`;
      const { rows } = await pool().query<{ id: string }>(`${walked} OFFSET ${value(last)} LIMIT 1`, values);
      return rows[0]?.id;
    }),
  );
  // Where the first of them stops, both do.
  const sorted = stops.filter((stop) => stop !== undefined).sort();
  const stop = cursor.newer ? sorted[0] : sorted.at(-1);
  // The index may be the whole organisation's: whoever sees some units is told a moment, and no id of what they do not see.
  return stop === undefined || units === null ? stop : besides(stop, cursor);
}

/** The id of no record, beyond all of the same millisecond in the direction of the search: those few are looked at, too. */
function besides(stop: string, { newer }: Cursor): string {
  const milliseconds = Number.parseInt(stop.replaceAll("-", "").slice(0, 12), 16);
  return firstIdAt(milliseconds + (newer ? 1 : 0));
}

type Look = { source: (value: Value) => { table: string; id: string; where: string[] }; rowsMax: number };

/** What of the index is walked, if that can be long: everything, or what bears a tag or value and has to be looked at one by one. */
function looked(asked: {
  q?: string | undefined;
  exact?: string | undefined;
  tag?: string | undefined;
  isDigest: boolean;
  more: boolean;
}): Look[] {
  const { q, exact, tag, isDigest, more } = asked;
  const of = (table: string, id: string, where: (value: Value) => string[] = () => []) => ({
    source: (value: Value) => ({ table, id, where: ["organisation_id = $1", ...where(value)] }),
    rowsMax: exact || tag ? LABELLED_ROWS_MAX : SEARCH_ROWS_MAX,
  });
  if (exact) {
    if (!q && !tag && !more) return [];
    return [of("evidence_field", "evidence_id", (value) => [`lower(value) = lower(${value(exact.normalize("NFC"))})`])];
  }
  if (tag) return q || more ? [of("evidence_tag", "evidence_id", (value) => [`label = ${value(tag)}`])] : [];
  return q && !isDigest ? [of("evidence_private", "evidence_id"), of("evidence_field", "evidence_id")] : [];
}

/** What an index on ids answers by itself: where the page begins, and days. */
export function boundById(
  column: string,
  {
    value,
    filter,
    cursor,
    horizons,
  }: { value: Value; filter: EvidenceFilter; cursor: Cursor; horizons?: readonly Horizon[] | undefined },
): string[] {
  const { from, to } = filter;
  const where: string[] = [];
  if (cursor.newer) where.push(`${column} > ${value(cursor.newer)}`);
  else if (cursor.older) where.push(`${column} < ${value(cursor.older)}`);
  // An id carries the millisecond of receipt (encode-submission.ts).
  if (from) where.push(`${column} >= ${value(firstIdAt(from.getTime()))}`);
  if (to) where.push(`${column} < ${value(firstIdAt(to.getTime()))}`);
  // What was received after the last block that is vouched for cannot be in one.
  const newest = horizons && Math.max(0, ...horizons.map(({ time }) => time.getTime()));
  if (newest !== undefined) where.push(`${column} < ${value(firstIdAt(newest + ID_SLACK_MS))}`);
  return where;
}
