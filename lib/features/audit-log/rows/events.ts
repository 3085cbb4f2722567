/** Rows of the audit log, each by itself: for the export, and for a run that is unfolded. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import type { AuditDetails, AuditEventRow, StoredActor } from "../types.ts";
import { actorNames } from "./actors.ts";
import { SCANNED_ROWS_MAX, type Scan, scanStatement } from "./scan.ts";

export interface AuditEvents {
  /** Newest first. */
  rows: AuditEventRow[];
  /** Set when there is more on that side: the cursor that leads to it. */
  older?: string | undefined;
  newer?: string | undefined;
  /** The page ends because enough was looked through, not because nothing more fits. */
  unfinished: boolean;
}

interface StoredRow {
  id: string;
  at: Date;
  action: string;
  actor: StoredActor;
  subject: string;
  details: AuditDetails;
}

/** @param scan with `query.newer` the page before that row, else the one after `query.older` */
export async function listAuditEvents(scan: Scan & { limit: number }): Promise<AuditEvents> {
  const { limit, organisationId, query } = scan;
  const { text, values, value, order } = scanStatement(scan, SCANNED_ROWS_MAX);
  const { rows } = await pool().query<{ hits: StoredRow[] | null; scanned: string; reached: string | null }>(
    `${text}, page AS (SELECT * FROM hit ORDER BY id ${order} LIMIT ${value(limit + 1)})
     SELECT (SELECT json_agg(page ORDER BY id ${order}) FROM page) AS hits, (SELECT count(*) FROM scanned) AS scanned,
       (SELECT id FROM scanned ORDER BY id ${order === "ASC" ? "DESC" : "ASC"} LIMIT 1) AS reached`,
    values,
  );
  const [found] = rows;
  const hits = (found?.hits ?? []).slice(0, limit);
  const more = (found?.hits?.length ?? 0) > limit;
  const cut = !more && Number(found?.scanned ?? 0) === SCANNED_ROWS_MAX;
  const end = more ? hits.at(-1)?.id : cut ? (found?.reached ?? undefined) : undefined;
  const page = await eventsOf(organisationId, query.newer ? hits.toReversed() : hits);
  return { rows: page, ...cursorsOf({ query, end, first: page[0]?.id, last: page.at(-1)?.id }), unfinished: cut };
}

/** @param page `end`: where the page stops on the side to which it is read; undefined when there is nothing beyond */
export function cursorsOf(page: {
  query: { older?: string | undefined; newer?: string | undefined };
  end: string | undefined;
  first: string | undefined;
  last: string | undefined;
}): { older: string | undefined; newer: string | undefined } {
  const { query, end, first, last } = page;
  if (query.newer) return { newer: end, older: last ?? query.newer };
  return { older: end, newer: query.older ? (first ?? query.older) : undefined };
}

/** Rows as they are shown: with the names, as they are today, of those who acted. */
export async function eventsOf(organisationId: OrganisationId, rows: readonly StoredRow[]): Promise<AuditEventRow[]> {
  const actors = rows.map(({ actor }) => actor);
  const names = await actorNames(organisationId, actors);
  return rows.map(({ id, at, action, actor, subject, details }) => ({
    id,
    at: new Date(at),
    // Action, actor and details were typed when they were written, and no row is ever changed.
    action: action as AuditAction,
    subject,
    details,
    actor,
    actorName: actor.id === undefined ? undefined : names.get(actor.id),
  }));
}

/** These rows, newest first. @param ids of the organisation's own log */
export async function readAuditEvents(
  organisationId: OrganisationId,
  ids: readonly string[],
): Promise<AuditEventRow[]> {
  const { rows } = await pool().query<StoredRow>(
    `SELECT id, at, action, actor, subject, details FROM audit_event
     WHERE organisation_id = $1 AND id = ANY($2::uuid[]) ORDER BY id DESC`,
    [organisationId, ids],
  );
  return await eventsOf(organisationId, rows);
}
