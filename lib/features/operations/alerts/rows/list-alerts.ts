/** The alerts of the installation, for those who run it. */

import type { AlertDetails } from "#lib/features/alarms/types.ts";
import type { Alert } from "#lib/features/operations/alerts/types.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { AlertKind, AlertState } from "#lib/words/alerts.ts";

export const ALERTS_PER_PAGE = 20;
/** At a time. */
const UNSEEN_MAX = 100;

export interface AlertFilter {
  state?: AlertState | undefined;
  kind?: AlertKind | undefined;
  ledger?: string | undefined;
  /** A part of what it is about, of what was found or of its note. */
  q?: string | undefined;
}

interface Row {
  id: string;
  kind: AlertKind;
  subject: string;
  ledger: string | null;
  details: AlertDetails;
  openedAt: Date;
  seenAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  note: string;
}

const SELECT = `SELECT a.id, a.kind, a.subject, a.ledger, a.details, a.opened_at AS "openedAt", a.seen_at AS "seenAt",
    a.acknowledged_at AS "acknowledgedAt", k.name AS "acknowledgedBy", a.resolved_at AS "resolvedAt", r.name AS "resolvedBy",
    a.note
  FROM alert a LEFT JOIN user_account k ON k.id = a.acknowledged_by LEFT JOIN user_account r ON r.id = a.resolved_by`;
const STATE = `CASE WHEN a.resolved_at IS NOT NULL THEN 'resolved' WHEN a.acknowledged_at IS NOT NULL THEN 'acknowledged'
  ELSE 'open' END`;

/** What is not resolved comes first, then the newest. */
export async function listAlerts(filter: AlertFilter = {}, cursor: Cursor = {}): Promise<CursorPage<Alert>> {
  const { state, kind, ledger, q = "" } = filter;
  const { older, newer } = cursor;
  // With `older` the rows behind that one in this order, with `newer` those before it, the nearest first.
  const order = newer ? ["DESC", "ASC"] : ["ASC", "DESC"];
  const { rows } = await pool().query<Row>(
    `${SELECT}
     LEFT JOIN alert p ON p.id = coalesce($5::uuid, $6::uuid)
     WHERE ($1::text IS NULL OR ${STATE} = $1) AND ($2::text IS NULL OR a.kind = $2) AND ($3::text IS NULL OR a.ledger = $3)
       AND ($4 = '' OR concat_ws(' ', a.id, a.subject, a.ledger, a.details::text, a.note) ILIKE '%' || $4 || '%')
       AND ($5::uuid IS NULL OR (a.resolved_at IS NOT NULL) > (p.resolved_at IS NOT NULL)
         OR ((a.resolved_at IS NOT NULL) = (p.resolved_at IS NOT NULL) AND a.id < p.id))
       AND ($6::uuid IS NULL OR (a.resolved_at IS NOT NULL) < (p.resolved_at IS NOT NULL)
         OR ((a.resolved_at IS NOT NULL) = (p.resolved_at IS NOT NULL) AND a.id > p.id))
     ORDER BY (a.resolved_at IS NOT NULL) ${order[0]}, a.id ${order[1]} LIMIT ${ALERTS_PER_PAGE + 1}`,
    [
      state ?? null,
      kind ?? null,
      ledger ?? null,
      q.replaceAll(/[\\%_]/g, "\\$&"),
      newer ? null : (older ?? null),
      newer ?? null,
    ],
  );
  return cursorPage(rows.map(toAlert), { cursor, limit: ALERTS_PER_PAGE });
}

/** How many alerts nobody has resolved: the number in the navigation of operations. */
export async function countOpenAlerts(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM alert WHERE resolved_at IS NULL",
  );
  return rows[0]?.count ?? 0;
}

export async function countOpenAlertsByKind(): Promise<{ kind: string; count: number }[]> {
  const { rows } = await pool().query<{ kind: string; count: number }>(
    "SELECT kind, count(*)::integer AS count FROM alert WHERE resolved_at IS NULL GROUP BY kind",
  );
  return rows;
}

/** What open alerts of a kind are about whose cause nobody has seen for so long. */
export async function listUnseen(kind: AlertKind, unseenMs: number): Promise<string[]> {
  const { rows } = await pool().query<{ subject: string }>(
    `SELECT subject FROM alert
     WHERE resolved_at IS NULL AND kind = $1 AND seen_at < now() - $2 * interval '1 millisecond' LIMIT ${UNSEEN_MAX}`,
    [kind, unseenMs],
  );
  return rows.map(({ subject }) => subject);
}

function toAlert(row: Row): Alert {
  const { acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy, ledger, ...rest } = row;
  return {
    ...rest,
    ledger: ledger ?? undefined,
    state: resolvedAt ? "resolved" : acknowledgedAt ? "acknowledged" : "open",
    acknowledged: acknowledgedAt ? { at: acknowledgedAt, by: acknowledgedBy ?? "" } : undefined,
    resolved: resolvedAt ? { at: resolvedAt, by: resolvedBy ?? undefined } : undefined,
  };
}
