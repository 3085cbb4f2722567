/**
 * A page of an organisation's evidence, as fast at a million records as at ten.
 *
 * Every page is read along the index on (organisation, id): ids are UUIDv7, so their order is the order of recording.
 * What no index finds, a part of a name, is looked for in at most SEARCH_ROWS_MAX records a page; a page that ends
 * there says how far it came, and the next one goes on. In SQL, because the plan is the point: each part of it is one
 * that an index answers (docs/decisions/0009).
 */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { type Cursor, cursorPage } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type EvidenceState, SEARCH_ROWS_MAX } from "../types.ts";

/** An id carries the millisecond of receipt (record-evidence.ts); a little more costs nothing, an hour would cost a page. */
const ID_SLACK_MS = 1_000;

export interface EvidenceFilter {
  id?: string | undefined;
  /** Part of a name, in any case. */
  q?: string | undefined;
  sha256?: Uint8Array | undefined;
  state?: EvidenceState | undefined;
  /** The id of the user or key that submitted it. */
  who?: string | undefined;
  /** What was chosen together in a browser. */
  upload?: string | undefined;
  /** Received at this time or later. */
  from?: Date | undefined;
  /** Received before this time. */
  to?: Date | undefined;
}

export interface IdPage {
  ids: string[];
  /** Cursors, set when there is something to go on to. */
  older?: string | undefined;
  newer?: string | undefined;
  /** The search stopped here, after SEARCH_ROWS_MAX records: there may be matches beyond. */
  unfinished: boolean;
}

interface Asked {
  organisationId: OrganisationId;
  filter: EvidenceFilter;
  cursor: Cursor;
  limit: number;
}

/** The ids of one page, newest first. */
export async function listEvidenceIds(asked: Asked): Promise<IdPage> {
  const { cursor, limit, filter } = asked;
  const boundary = filter.q ? await searchBoundary(asked) : undefined;
  const { text, values } = pageQuery(asked, boundary);
  const { rows } = await pool().query<{ id: string }>(text, values);
  const unfinished = boundary !== undefined && rows.length <= limit;
  const page = cursorPage(rows, { cursor, limit });
  const ids = page.rows.map(({ id }) => id);
  if (!unfinished) return { ids, older: page.older, newer: page.newer, unfinished };
  return cursor.newer
    ? { ids, older: page.older, newer: boundary, unfinished }
    : { ids, older: boundary, newer: page.newer, unfinished };
}

/** The statement that finds a page, for the page and for whoever wants to see its plan. */
export function pageQuery({ organisationId, filter, cursor, limit }: Asked, boundary?: string) {
  const { values, value, where } = statement(organisationId);
  boundById(where, value, { filter, cursor });
  const { id, q, sha256, state, who, upload, from, to } = filter;
  if (boundary) where.push(`e.id ${cursor.newer ? "<=" : ">="} ${value(boundary)}`);
  if (id) where.push(`e.id = ${value(id)}`);
  if (q) where.push(`e.name ILIKE ${value(`%${escapeLike(q)}%`)}`);
  if (sha256) where.push(`e.sha256 = ${value(sha256)}`);
  if (who) where.push(`e.submitter_id = ${value(who)}`);
  if (upload) where.push(`e.upload = ${value(upload)}`);
  if (from) where.push(`e.received_at >= ${value(from)}`);
  if (to) where.push(`e.received_at < ${value(to)}`);
  // What waits is few, and kept in a table of its own: no scan of entries that are, or are not, there.
  const waits = "FROM ledger_pending p WHERE p.evidence_id = e.id";
  if (state === "anchored") where.push(`NOT EXISTS (SELECT ${waits})`);
  if (state === "recorded") where.push("e.id IN (SELECT p.evidence_id FROM ledger_pending p)");
  const text = `SELECT e.id FROM evidence e WHERE ${where.join(" AND ")} ORDER BY e.id ${cursor.newer ? "ASC" : "DESC"} LIMIT ${value(limit + 1)}`;
  return { text, values };
}

/** The id of the record at which a search by name stops for this page; undefined when it gets to the end. */
async function searchBoundary({ organisationId, filter, cursor }: Asked): Promise<string | undefined> {
  const { values, value, where } = statement(organisationId);
  boundById(where, value, { filter, cursor });
  const { rows } = await pool().query<{ id: string }>(
    `SELECT e.id FROM evidence e WHERE ${where.join(" AND ")} ORDER BY e.id ${cursor.newer ? "ASC" : "DESC"}
     OFFSET ${value(SEARCH_ROWS_MAX - 1)} LIMIT 1`,
    values,
  );
  return rows[0]?.id;
}

function statement(organisationId: OrganisationId) {
  const values: unknown[] = [organisationId];
  const value = (given: unknown) => `$${values.push(given)}`;
  return { values, value, where: ["e.organisation_id = $1"] };
}

/** What the index on ids answers by itself: where the page begins, and days. */
function boundById(
  where: string[],
  value: (given: unknown) => string,
  { filter, cursor }: { filter: EvidenceFilter; cursor: Cursor },
): void {
  const { from, to } = filter;
  if (cursor.newer) where.push(`e.id > ${value(cursor.newer)}`);
  else if (cursor.older) where.push(`e.id < ${value(cursor.older)}`);
  if (from) where.push(`e.id >= ${value(firstIdAt(from.getTime() - ID_SLACK_MS))}`);
  if (to) where.push(`e.id < ${value(firstIdAt(to.getTime() + ID_SLACK_MS))}`);
}

/** The least UUIDv7 of a millisecond. RFC 9562 section 5.7. */
function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

// In LIKE, % and _ stand for anything.
function escapeLike(text: string): string {
  return text.normalize("NFC").replace(/[\\%_]/g, "\\$&");
}
