/** Where a page of the list is read: which index leads, and how far along it one page looks. */

import type { Horizon } from "#lib/features/ledger/publishing/rows/attested.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type EvidenceFilter, LABELLED_ROWS_MAX, SEARCH_ROWS_MAX } from "../types.ts";

/** How far clocks of one installation's processes may be apart: whether what one of them received is older than what another one did. */
export const ID_SLACK_MS = 1_000;

export interface Asked {
  organisationId: OrganisationId;
  filter: EvidenceFilter;
  cursor: Cursor;
  limit: number;
}

type Value = (given: unknown) => string;

export interface Bounds {
  /** The id of the record at which this page stops looking. */
  stop?: string;
  /** Up to where each ledger is witnessed, or timestamped; where that is asked. */
  horizons?: readonly Horizon[];
}

export interface Source {
  /** Joins the record as `e`. */
  from: string;
  /** The column in whose order its index is. */
  id: string;
  /** A record may come twice, one behind the other. */
  repeats?: true;
  where: string[];
}

/** One, or two. The organisation is $1. A search for a part looks into names, and into values of own fields. */
export function sourcesOf({ q, value: exact, tag }: EvidenceFilter, value: Value): [Source, Source?] {
  const part = q ? value(`%${escapeLike(q)}%`) : undefined;
  const valueLike = (column: string) => `${column} ILIKE ${part}`;
  const labelled = ({ table, where }: { table: "evidence_field" | "evidence_tag"; where: string }): Source => ({
    from: `${table} s JOIN evidence e ON e.id = s.evidence_id`,
    id: "s.evidence_id",
    ...(table === "evidence_field" ? { repeats: true } : {}),
    where: ["s.organisation_id = $1", where],
  });
  const inEither = part
    ? [
        `(${valueLike("e.name")} OR EXISTS (SELECT FROM evidence_field f WHERE f.evidence_id = e.id AND ${valueLike("f.value")}))`,
      ]
    : [];
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
    return [{ ...source, where: [...source.where, ...inEither, ...tagged] }];
  }
  if (tag) {
    const source = labelled({ table: "evidence_tag", where: `s.label = ${value(tag)}` });
    return [{ ...source, where: [...source.where, ...inEither] }];
  }
  const records = { from: "evidence e", id: "e.id", where: ["e.organisation_id = $1"] };
  if (!part) return [records];
  return [
    { ...records, where: [...records.where, valueLike("e.name")] },
    labelled({ table: "evidence_field", where: valueLike("s.value") }),
  ];
}

/** The id of the record at which a search stops for this page; undefined when it gets to the end. @param lookedMax records it looks at, after `lookedBefore` */
export async function stopOf(
  { organisationId, filter, cursor }: Asked,
  {
    horizons,
    lookedBefore,
    lookedMax,
  }: { horizons?: readonly Horizon[] | undefined; lookedBefore: number; lookedMax: number },
): Promise<string | undefined> {
  const { q, value: exact, tag, ...rest } = filter;
  const stops = await Promise.all(
    looked({ q, exact, tag, more: Object.values(rest).some((each) => each !== undefined) }).map(
      async ({ source, rowsMax }) => {
        const values: unknown[] = [organisationId];
        const value: Value = (given) => `$${values.push(given)}`;
        const { table, id, where } = source(value);
        const bounds = boundById(id, { value, filter, cursor, horizons });
        const { rows } = await pool().query<{ id: string }>(
          `SELECT ${id} AS id FROM ${table} WHERE ${[...where, ...bounds].join(" AND ")}
         ORDER BY ${id} ${cursor.newer ? "ASC" : "DESC"} OFFSET ${value(Math.min(rowsMax - lookedBefore, lookedMax) - 1)} LIMIT 1`,
          values,
        );
        return rows[0]?.id;
      },
    ),
  );
  // Where the first of them stops, both do.
  const sorted = stops.filter((stop) => stop !== undefined).sort();
  return cursor.newer ? sorted[0] : sorted.at(-1);
}

type Look = { source: (value: Value) => { table: string; id: string; where: string[] }; rowsMax: number };

/** What of the index is walked, if that can be long: everything, or what bears a tag or value and has to be looked at one by one. */
function looked(asked: {
  q?: string | undefined;
  exact?: string | undefined;
  tag?: string | undefined;
  more: boolean;
}): Look[] {
  const { q, exact, tag, more } = asked;
  const of = (table: string, id: string, where: (value: Value) => string[] = () => []) => ({
    source: (value: Value) => ({ table, id, where: ["organisation_id = $1", ...where(value)] }),
    rowsMax: exact || tag ? LABELLED_ROWS_MAX : SEARCH_ROWS_MAX,
  });
  if (exact) {
    if (!q && !tag && !more) return [];
    return [of("evidence_field", "evidence_id", (value) => [`lower(value) = lower(${value(exact.normalize("NFC"))})`])];
  }
  if (tag) return q || more ? [of("evidence_tag", "evidence_id", (value) => [`label = ${value(tag)}`])] : [];
  return q ? [of("evidence", "id"), of("evidence_field", "evidence_id")] : [];
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
