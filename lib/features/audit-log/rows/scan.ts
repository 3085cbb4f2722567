/**
 * The part of an organisation's audit log in which one page looks: bounded by the index on ids, whatever is searched for.
 * Ids are UUIDv7, so that their order is the order of writing, and a day is a range of them.
 */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { beginningOfDay, dayAfter } from "#lib/i18n/days.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { escapeLike } from "#lib/infra/db/like.ts";
import type { AuditQuery } from "../schema.ts";

/** So many rows are looked through for a page; then the reader is told, and may go on from there. */
export const SCANNED_ROWS_MAX = 20_000;
/** Between the clock that makes an id and the one that dates its row. */
const ID_SLACK_MS = 60 * 60 * 1_000;

export interface Scan {
  organisationId: OrganisationId;
  query: AuditQuery;
  /** IANA name of the zone in which the query's days begin. */
  zone: string;
}

/**
 * The beginning of a statement: `scanned` holds the rows in reach, `hit` those of them that are meant, both with the columns
 * id, at, action, actor, subject, details. `order` is the way in which the page is read.
 */
export function scanStatement({ organisationId, query, zone }: Scan, scannedMax: number) {
  const values: unknown[] = [organisationId];
  const value = (given: unknown) => `$${values.push(given)}`;
  const order = query.newer ? "ASC" : "DESC";
  const reach = reachOf({ query, zone, value });
  const meant = meantOf({ query, value });
  const text = `WITH scanned AS MATERIALIZED (
      SELECT id, at, action, actor, subject, details FROM audit_event
      WHERE ${["organisation_id = $1", ...reach].join(" AND ")} ORDER BY id ${order} LIMIT ${value(scannedMax)}
    ), hit AS (SELECT * FROM scanned s WHERE ${["true", ...meant].join(" AND ")})`;
  return { text, values, value, order };
}

type Value = (given: unknown) => string;

function reachOf({ query, zone, value }: Pick<Scan, "query" | "zone"> & { value: Value }): string[] {
  const { older, newer, first, last, from, to } = query;
  const where: string[] = [];
  if (newer) where.push(`id > ${value(newer)}`);
  else if (older) where.push(`id < ${value(older)}`);
  if (first && last) where.push(`id <= ${value(first)} AND id >= ${value(last)}`);
  if (from) {
    const begin = beginningOfDay(from, zone);
    where.push(`id >= ${value(firstIdAt(begin.getTime() - ID_SLACK_MS))} AND at >= ${value(begin)}`);
  }
  if (to) {
    const end = beginningOfDay(dayAfter(to), zone);
    where.push(`id < ${value(firstIdAt(end.getTime() + ID_SLACK_MS))} AND at < ${value(end)}`);
  }
  return where;
}

function meantOf({ query, value }: { query: AuditQuery; value: Value }): string[] {
  const { action, actor, q } = query;
  const where: string[] = [];
  if (action) where.push(`s.action = ${value(action)}`);
  if (actor) where.push(`s.actor->>'id' = ${value(actor)}`);
  if (q) {
    const part = value(`%${escapeLike(q)}%`);
    const [who, what, record] = ["s.actor->>'id'", "s.subject", "s.details->>'evidence'"].map(asId);
    // Names stand in tables of their own, as they are today: of who did it, and of what it was done to.
    where.push(`(s.subject ILIKE ${part} OR EXISTS (SELECT FROM jsonb_each_text(s.details) d WHERE d.value ILIKE ${part}) OR s.actor->>'address' ILIKE ${part}
      OR EXISTS (SELECT FROM user_account u WHERE u.id IN (${who}, ${what}) AND u.name ILIKE ${part})
      OR EXISTS (SELECT FROM api_key k WHERE k.id IN (${who}, ${what}) AND k.organisation_id = $1 AND k.name ILIKE ${part})
      OR EXISTS (SELECT FROM evidence_private e WHERE e.organisation_id = $1 AND e.evidence_id IN (${what}, ${record}) AND e.name ILIKE ${part}))`);
  }
  return where;
}

/** The text as an id where it is one; for look-ups by primary key, a row each. */
const asId = (text: string): string =>
  `CASE WHEN ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (${text})::uuid END`;
