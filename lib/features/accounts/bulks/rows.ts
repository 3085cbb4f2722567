import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { AnsweredLines, Bulk, BulkAreaName } from "./types.ts";

type BulkRow = Omit<Bulk, "lines" | "refused" | "requestKey"> & {
  lines: bigint;
  refused: bigint;
  requestKey: string | null;
};

export const BULK_COLUMNS = `id, organisation_id AS "organisationId", area, request_key AS "requestKey", lines, refused, complete, expired`;

export function toBulk({ lines, refused, requestKey, ...row }: BulkRow): Bulk {
  return { ...row, lines: Number(lines), refused: Number(refused), requestKey: requestKey ?? undefined };
}

/** undefined where there is no such bulk within reach: of who sent it. */
export async function findBulk(
  { organisationId, units }: Reach,
  { area, id }: { area: BulkAreaName; id: string },
): Promise<Bulk | undefined> {
  const { rows } = await pool().query<BulkRow>(
    `SELECT ${BULK_COLUMNS} FROM bulk WHERE organisation_id = $1 AND area = $2 AND id = $3 AND ${inUnits("unit_id", "$4")}`,
    [organisationId, area, id, units],
  );
  return rows[0] && toBulk(rows[0]);
}

type AnswerRow = Omit<AnsweredLines, "first"> & { first: bigint; digests: Buffer };

/** The lines that were recorded together with this one; undefined where it is not answered, or its answer is not kept any more. */
export async function findAnswers(
  bulkId: string,
  line: number,
): Promise<(AnsweredLines & { digests: Buffer }) | undefined> {
  const { rows } = await pool().query<AnswerRow>(
    `SELECT first, lines, refused, answers, digests FROM bulk_answer WHERE bulk_id = $1 AND first <= $2
     ORDER BY first DESC LIMIT 1`,
    [bulkId, line],
  );
  const [row] = rows;
  const first = Number(row?.first);
  return row && line < first + row.lines ? { ...row, first } : undefined;
}

/** Bulks that nobody has sent a line of for a while, and of whose lines the audit log does not tell yet. */
export async function listUntold(quietMs: number): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM bulk WHERE told_lines < lines AND seen_at < now() - $1 * interval '1 millisecond' LIMIT 100`,
    [quietMs],
  );
  return rows.map(({ id }) => id);
}
