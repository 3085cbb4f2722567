/** The organisations of the installation, for those who run it. */

import { type ListedOrganisation, RECORDS_COUNTED_MAX } from "#lib/features/accounts/organisations/types.ts";
import { type Cursor, type CursorPage, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

const ORGANISATIONS_PER_PAGE = 25;

export interface OrganisationFilter {
  /** A part of its name, or its whole id. */
  q?: string | undefined;
  state?: OrganisationState | undefined;
  ledger?: string | undefined;
}

type Row = Omit<ListedOrganisation, "activeAt"> & { activeAt: Date | null };

const COLUMNS = `o.id, o.name, o.ledger, o.created_at AS "createdAt", o.operates, coalesce(e.event, 'active') AS state,
  coalesce(e.at, o.created_at) AS since,
  (SELECT count(*)::integer FROM membership m WHERE m.organisation_id = o.id) AS members,
  (SELECT count(*)::integer FROM (
    SELECT FROM evidence v WHERE v.organisation_id = o.id LIMIT ${RECORDS_COUNTED_MAX + 1}) r) AS records,
  (SELECT a.at FROM audit_event a WHERE a.organisation_id = o.id ORDER BY a.id DESC LIMIT 1) AS "activeAt"`;
const TABLES = `organisation o LEFT JOIN LATERAL (
    SELECT event, at FROM organisation_event WHERE organisation_id = o.id ORDER BY number DESC LIMIT 1) e ON true`;

/** Newest first; those that try things out are listed by their ledger alone. */
export async function listOrganisations(
  filter: OrganisationFilter,
  cursor: Cursor = {},
): Promise<CursorPage<ListedOrganisation>> {
  const { q = "", state, ledger } = filter;
  const { older, newer } = cursor;
  const { rows } = await pool().query<Row>(
    `SELECT ${COLUMNS} FROM ${TABLES}
     WHERE (o.ledger = $4 OR NOT (SELECT is_test FROM ledger l WHERE l.name = o.ledger)) AND ($1 = '' OR o.name ILIKE '%' || $2 || '%' OR o.id::text = lower($1))
       AND ($3::text IS NULL OR coalesce(e.event, 'active') = $3) AND ($4::text IS NULL OR o.ledger = $4)
       AND ($5::uuid IS NULL OR o.id < $5) AND ($6::uuid IS NULL OR o.id > $6)
     ORDER BY o.id ${newer ? "ASC" : "DESC"} LIMIT ${ORGANISATIONS_PER_PAGE + 1}`,
    [q, q.replaceAll(/[\\%_]/g, "\\$&"), state ?? null, ledger ?? null, newer ? null : (older ?? null), newer ?? null],
  );
  return cursorPage(rows.map(toListedOrganisation), { cursor, limit: ORGANISATIONS_PER_PAGE });
}

export async function findListedOrganisation(id: string): Promise<ListedOrganisation | undefined> {
  const { rows } = await pool().query<Row>(`SELECT ${COLUMNS} FROM ${TABLES} WHERE o.id = $1`, [id]);
  return rows[0] && toListedOrganisation(rows[0]);
}

/** For a choice: id and name of those that are not retired, by name. */
export async function listOrganisationNames(limit: number): Promise<{ id: string; name: string }[]> {
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT o.id, o.name FROM ${TABLES} JOIN ledger l ON l.name = o.ledger
     WHERE NOT l.is_test AND e.event IS DISTINCT FROM 'retired' ORDER BY o.name, o.id LIMIT $1`,
    [limit],
  );
  return rows;
}

function toListedOrganisation({ activeAt, ...row }: Row): ListedOrganisation {
  return { ...row, activeAt: activeAt ?? undefined };
}
