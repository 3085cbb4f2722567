/**
 * A page of an organisation's evidence, as fast at a million records as at ten.
 *
 * Every page is read along an index that is in the order of ids: those are UUIDv7, so their order is the order of recording. What no
 * index finds is looked for in so many records a page; a page that ends there says how far it came, and the next one goes on. In SQL,
 * because the plan is the point: each part of it is one that an index answers (docs/decisions/0009, 0038).
 */

import { findUnits } from "#lib/features/accounts/units/rows.ts";
import type { Horizon } from "#lib/features/ledger/publishing/rows/attested.ts";
import { readHorizons } from "#lib/features/ledger/publishing/rows/attested.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { EvidenceFilter } from "../types.ts";
import { type Asked, type Bounds, boundById, type Source, sourcesOf, stopOf } from "./list-sources.ts";

export interface IdPage {
  ids: string[];
  /** Cursors, set when there is something to go on to. */
  older?: string | undefined;
  newer?: string | undefined;
  /** The search stopped here: there may be matches beyond. */
  unfinished: boolean;
}

/** Where matches are many a page is full by then, and to find where the whole search would stop costs more than the page. */
const NEAR_ROWS = 2_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** All of a search that has not looked anywhere yet. */
const WHOLE = { lookedBefore: 0, lookedMax: Number.MAX_SAFE_INTEGER };

/** The ids of one page, newest first. */
export async function listEvidenceIds(given: Asked): Promise<IdPage> {
  const asked = await inItsUnit(given);
  const { cursor, limit } = asked;
  const { rows, stop, unfinished } = await searchNearFirst(asked, await horizonsOf(asked));
  const page = cursorPage(rows, { cursor, limit });
  const ids = page.rows.map(({ id }) => id);
  if (!unfinished) return { ids, older: page.older, newer: page.newer, unfinished };
  return cursor.newer
    ? { ids, older: page.older, newer: stop, unfinished }
    : { ids, older: stop, newer: page.newer, unfinished };
}

/** A filter by unit leaves that much of what may be seen: nothing, where the unit is not there. */
async function inItsUnit<Given extends Pick<Asked, "reach" | "filter">>(given: Given): Promise<Given> {
  const { unit, ...filter } = given.filter;
  if (unit === undefined) return given;
  return { ...given, filter, reach: { ...given.reach, units: (await findUnits(given.reach, unit)) ?? [] } };
}

/** How much of a search is for this statement; rows of each source. */
type Looking = { horizons: readonly Horizon[] | undefined; lookedBefore: number; lookedMax: number };

/** What was found near is kept: the rest of the search begins behind it, and nothing is looked at twice. */
async function searchNearFirst(asked: Asked, horizons: readonly Horizon[] | undefined): ReturnType<typeof search> {
  if (isNarrow(asked.filter)) return await search(asked, { horizons, ...WHOLE });
  const near = await search(asked, { horizons, lookedBefore: 0, lookedMax: NEAR_ROWS });
  if (!near.unfinished || near.stop === undefined) return near;
  const cursor = asked.cursor.newer ? { newer: near.stop } : { older: near.stop };
  const rest = { ...asked, cursor, limit: asked.limit - near.rows.length };
  const far = await search(rest, { horizons, ...WHOLE, lookedBefore: NEAR_ROWS });
  return { ...far, rows: [...near.rows, ...far.rows] };
}

/** Whether so much is asked of each record that a page will hardly be full near by; of the states all but the newest are anchored. */
function isNarrow({ q: _, value: __, tag: ___, state, ...rest }: EvidenceFilter): boolean {
  return (state !== undefined && state !== "anchored") || Object.values(rest).some((each) => each !== undefined);
}

async function search(asked: Asked, looking: Looking) {
  const { text, values, stop } = await boundedQuery(asked, looking);
  const { rows } = await pool().query<{ id: string }>(text, values);
  return { rows, stop, unfinished: stop !== undefined && rows.length <= asked.limit };
}

/** How many there are; `more`: at least, as counting ended at `max` or at the end of a search. */
export async function countEvidence(
  asked: Pick<Asked, "reach" | "filter">,
  max: number,
): Promise<{ count: number; more: boolean }> {
  const all = await inItsUnit({ ...asked, cursor: {}, limit: max });
  const looking = { horizons: await horizonsOf(all), ...WHOLE };
  const { text, values, stop } = await boundedQuery(all, looking);
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM (${text}) AS found`,
    values,
  );
  const count = rows[0]?.count ?? 0;
  return { count: Math.min(count, max), more: count > max || stop !== undefined };
}

/** Whether an own field of any record within reach is exactly this, in any case. */
export async function isValue({ organisationId, units }: Reach, text: string): Promise<boolean> {
  const isIn = `EXISTS (SELECT FROM evidence e WHERE e.id = f.evidence_id AND ${inUnits("e.unit_id", "$3")})`;
  const { rows } = await pool().query(
    `SELECT FROM evidence_field f WHERE organisation_id = $1 AND lower(value) = lower($2) AND ($3::uuid[] IS NULL OR ${isIn}) LIMIT 1`,
    [organisationId, text.normalize("NFC"), units],
  );
  return rows.length > 0;
}

async function horizonsOf({ filter: { state } }: Asked): Promise<readonly Horizon[] | undefined> {
  return state === "witnessed" || state === "timestamped" ? await readHorizons(state) : undefined;
}

async function boundedQuery(asked: Asked, looking: Looking) {
  const { horizons } = looking;
  const stop = await stopOf(asked, looking);
  return { stop, ...pageQuery(asked, { ...(horizons && { horizons }), ...(stop !== undefined && { stop }) }) };
}

/** The statement that finds a page, for the page and for whoever wants to see its plan. */
export function pageQuery(
  { reach: { organisationId, units }, filter, cursor, limit }: Asked,
  { stop, horizons }: Bounds = {},
) {
  const values: unknown[] = [organisationId];
  const value = (given: unknown) => `$${values.push(given)}`;
  const [order, beyond] = cursor.newer ? ["ASC", "<="] : ["DESC", ">="];
  const take = value(limit + 1);
  const inAnyOf = units && value(units);
  const find = ({ from, id, repeats, where, byUnit }: Source, bound: readonly string[] = []) => {
    const within = [...boundById(id, { value, filter, cursor, horizons }), ...bound];
    if (stop) within.push(`${id} ${beyond} ${value(stop)}`);
    const conditions = recordConditions(filter, { id, value, horizons });
    const select = (more: readonly string[]) =>
      `SELECT ${repeats ? `DISTINCT ON (${id}) ` : ""}${id} AS id FROM ${from} WHERE ${[...more, ...within, ...conditions].join(" AND ")} ORDER BY ${id} ${order} LIMIT ${take}`;
    if (inAnyOf === null) return select(where);
    if (!byUnit) return select([...where, `e.unit_id = ANY (${inAnyOf}::uuid[])`]);
    // Each unit along its own index, as far as one page needs.
    return `SELECT r.id FROM unit u CROSS JOIN LATERAL (${select([...where, "e.unit_id = u.id"])}) r
      WHERE u.organisation_id = $1 AND u.id = ANY (${inAnyOf}::uuid[]) ORDER BY r.id ${order} LIMIT ${take}`;
  };
  const [first, second] = sourcesOf(filter, { value, ofUnits: units !== null });
  if (!second) return { text: find(first), values };
  // What the first source fills a page with, the second is asked no further than: its rows beyond would be on no page.
  const last = `coalesce((SELECT id FROM first ORDER BY id ${order} OFFSET ${take} - 1 LIMIT 1), '${cursor.newer ? LAST_ID : FIRST_ID}')`;
  const text = `WITH first AS MATERIALIZED (${find(first)})
    SELECT id FROM (SELECT id FROM first UNION (${find(second, [`${second.id} ${beyond} ${last}`])})) AS found ORDER BY id ${order} LIMIT ${take}`;
  return { text, values };
}

/** What is asked of each record itself. */
function recordConditions(
  { id, ids, state, kind, who, upload, from, to }: EvidenceFilter,
  {
    id: column,
    value,
    horizons = [],
  }: { id: string; value: (given: unknown) => string; horizons?: readonly Horizon[] | undefined },
): string[] {
  const where: string[] = [];
  if (id) where.push(`e.id = ${value(id)}`);
  if (ids) where.push(`e.id = ANY (${value(ids)}::uuid[])`);
  if (who) where.push(`e.submitter_id = ${value(who)}`);
  // Of a record of version 1 the column is empty: a content.
  if (kind) where.push(`coalesce(e.kind, 'content') = ${value(kind)}`);
  if (upload) where.push(`e.upload = ${value(upload)}`);
  if (from) where.push(`e.received_at >= ${value(from)}`);
  if (to) where.push(`e.received_at < ${value(to)}`);
  // What waits is few, and kept in a table of its own: no scan of entries that are, or are not, there.
  if (state === "anchored") where.push(`NOT EXISTS (SELECT FROM ledger_pending w WHERE w.evidence_id = ${column})`);
  if (state === "recorded") where.push(`${column} IN (SELECT w.evidence_id FROM ledger_pending w)`);
  if (state === "witnessed" || state === "timestamped") {
    // A query of its own for each record, never a join: the records are read in their order until the page is full.
    const ledgers = value(horizons.map(({ ledger }) => ledger));
    const heights = value(horizons.map(({ height }) => height));
    where.push(`(SELECT n.block_height <= (SELECT h.height FROM unnest(${ledgers}::text[], ${heights}::bigint[]) AS h (ledger, height)
      WHERE h.ledger = n.ledger) FROM ledger_entry n WHERE n.evidence_id = ${column} LIMIT 1)`);
  }
  return where;
}
