/** Rows of the audit log as they are bound, and the days that are. */
import { type AuditLine, auditLine, parseAuditDayPart } from "#lib/core/audit-log/day.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { buildTree } from "#lib/infra/merkle/build-tree.ts";
import { DAY_MS, type DayProof, type OwnDay } from "./types.ts";

const ROWS_PER_PAGE = 1_000;
const HASH_BYTES = 32;

/** Under which the organisation that runs the installation records a day once. */
export function dayRecordKey(day: string): string {
  return `sealbook-audit-day:${day}`;
}

/** Of all organisations together, or of one; null: of the installation itself. */
export type Whose = { all: true } | { organisationId: string | null };

interface StoredLine extends Omit<AuditLine, "at"> {
  at: Date;
}

/** The rows of a day in the order of their ids, by the time in these; a page at a time. @param day in UTC */
export async function* readLines(
  day: string,
  whose: Whose,
): AsyncGenerator<{ organisation: string | null; line: string }[]> {
  const start = Date.parse(day);
  const end = firstIdAt(start + DAY_MS);
  let from = firstIdAt(start);
  let isFirst = true;
  for (;;) {
    const { rows } = await pool().query<StoredLine>(
      `SELECT id, at, organisation_id AS organisation, actor, action, subject, details FROM audit_event
       WHERE id ${isFirst ? ">=" : ">"} $1 AND id < $2 AND ($3::boolean OR organisation_id IS NOT DISTINCT FROM $4::uuid)
       ORDER BY id LIMIT $5`,
      [from, end, "all" in whose, "all" in whose ? null : whose.organisationId, ROWS_PER_PAGE],
    );
    if (rows.length > 0)
      yield rows.map(({ at, ...row }) => ({
        organisation: row.organisation,
        line: auditLine({ ...row, at: at.toISOString() }),
      }));
    if (rows.length < ROWS_PER_PAGE) return;
    from = rows.at(-1)?.id as string;
    isFirst = false;
  }
}

/** The last day that is bound, and its statement. */
export async function findLastDay(): Promise<{ day: string; statement: string } | undefined> {
  const { rows } = await pool().query<{ day: string; statement: string }>(
    "SELECT day::text, statement FROM audit_day ORDER BY day DESC LIMIT 1",
  );
  return rows[0];
}

/** The first moment of the log, by the time in its first id. */
export async function findBeginning(): Promise<Date | undefined> {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM audit_event ORDER BY id LIMIT 1");
  const [first] = rows;
  return first && new Date(Number.parseInt(first.id.replace("-", "").slice(0, 12), 16));
}

/** The statement of an organisation's last bound day. */
export async function findLastPart(organisationId: string | null): Promise<string | undefined> {
  const { rows } = await pool().query<{ statement: string }>(
    "SELECT statement FROM audit_day_part WHERE organisation_id IS NOT DISTINCT FROM $1::uuid ORDER BY day DESC LIMIT 1",
    [organisationId],
  );
  return rows[0]?.statement;
}

/** The first day that no record binds yet. */
export async function findUnrecorded(operatingId: string): Promise<{ day: string; statement: string } | undefined> {
  const { rows } = await pool().query<{ day: string; statement: string }>(
    `SELECT day::text, statement FROM audit_day d WHERE NOT EXISTS (
       SELECT FROM evidence e WHERE e.organisation_id = $1 AND e.idempotency_key = $2 || d.day::text)
     ORDER BY day LIMIT 1`,
    [operatingId, dayRecordKey("")],
  );
  return rows[0];
}

export async function listDays(): Promise<{ day: string; statement: string }[]> {
  const { rows } = await pool().query<{ day: string; statement: string }>(
    "SELECT day::text, statement FROM audit_day ORDER BY day",
  );
  return rows;
}

/** Statements of a day's parts, in their order. */
export async function listParts(day: string): Promise<{ organisationId: string | null; statement: string }[]> {
  const { rows } = await pool().query<{ organisationId: string | null; statement: string }>(
    `SELECT organisation_id AS "organisationId", statement FROM audit_day_part WHERE day = $1 ORDER BY position`,
    [day],
  );
  return rows;
}

interface OwnRow {
  day: string;
  statement: string;
  recordId: string | null;
  anchored: boolean;
}

/** Newest first. @param options.before a day of which only earlier ones are meant */
export async function listOwnDays(
  organisationId: OrganisationId,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<OwnDay[]> {
  const { rows } = await pool().query<OwnRow>(
    `SELECT p.day::text, p.statement, e.id AS "recordId", l.index IS NOT NULL AS anchored
     FROM audit_day_part p
     LEFT JOIN evidence e ON e.idempotency_key = $4 || p.day::text
       AND e.organisation_id = (SELECT id FROM organisation WHERE operates ORDER BY id LIMIT 1)
     LEFT JOIN ledger_entry l ON l.evidence_id = e.id
     WHERE p.organisation_id = $1 AND ($2::date IS NULL OR p.day < $2) ORDER BY p.day DESC LIMIT $3`,
    [organisationId, before ?? null, limit, dayRecordKey("")],
  );
  return rows.map(({ day, statement, recordId, anchored }) => ({
    ...{ day, statement, rows: parseAuditDayPart(statement)?.rows ?? 0 },
    ...(recordId === null ? {} : { record: { id: recordId, anchored } }),
  }));
}

/** Whether a day is bound that the organisation has rows of. */
export async function hasOwnDay(organisationId: OrganisationId, day: string): Promise<boolean> {
  const { rows } = await pool().query("SELECT FROM audit_day_part WHERE organisation_id = $1 AND day = $2", [
    organisationId,
    day,
  ]);
  return rows.length > 0;
}

/** @returns undefined where the organisation has nothing of that day, or it is not bound yet */
export async function readDayProof(organisationId: OrganisationId, day: string): Promise<DayProof | undefined> {
  const { rows } = await pool().query<{ statement: string }>("SELECT statement FROM audit_day WHERE day = $1", [day]);
  const parts = await listParts(day);
  const index = parts.findIndex((part) => part.organisationId === organisationId);
  const [whole, part] = [rows[0], parts[index]];
  if (whole === undefined || part === undefined) return undefined;
  const path = partsTree(parts.map(({ statement }) => statement)).pathOf(index);
  const hashes = Array.from({ length: path.length / HASH_BYTES }, (_, at) =>
    toBase64(path.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  );
  const { rows: records } = await pool().query<{ id: string }>(
    "SELECT e.id FROM evidence e JOIN organisation o ON o.id = e.organisation_id WHERE o.operates AND e.idempotency_key = $1",
    [dayRecordKey(day)],
  );
  const receipt = records[0] && (await buildReceipt({ evidenceId: records[0].id }));
  return {
    ...{ statement: part.statement, day: whole.statement, index, path: hashes },
    receipt: receipt?.proof === undefined ? null : (fromUtf8(receipt.json) ?? null),
  };
}

/** @param statements at least one */
export function partsTree(statements: readonly string[]): ReturnType<typeof buildTree> {
  return buildTree(statements.map((statement) => Buffer.from(leafHash(utf8(statement)))));
}

/** What the record of a day has to have as its digest; undefined where there is none. */
export async function findRecordedDigest(day: string): Promise<Buffer | undefined> {
  const { rows } = await pool().query<{ sha256: Buffer }>(
    "SELECT e.sha256 FROM evidence e JOIN organisation o ON o.id = e.organisation_id WHERE o.operates AND e.idempotency_key = $1",
    [dayRecordKey(day)],
  );
  return rows[0]?.sha256;
}
