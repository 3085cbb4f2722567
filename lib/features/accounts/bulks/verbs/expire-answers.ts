import { pool } from "#lib/infra/db/pool.ts";
import { ANSWERED_LINES_MAX, ANSWERS_KEPT_DAYS } from "../types.ts";

/** Bulks at once: their answers are some megabytes each. */
const BULKS_AT_ONCE = 20;

/**
 * Removes answers whose time is over, and of each organisation those of the oldest bulks beyond what is kept of it. That the lines were
 * recorded stays known under the bulk's key.
 *
 * @returns whether there may be more
 */
export async function expireAnswers(): Promise<boolean> {
  const { rowCount } = await pool().query(
    `WITH old AS (
       SELECT id FROM (SELECT id, seen_at, told_lines = lines AS told,
           sum(lines) OVER (PARTITION BY organisation_id ORDER BY seen_at DESC, id DESC) AS newer FROM bulk WHERE NOT expired) b
       WHERE told AND (seen_at < now() - $1 * interval '1 day' OR newer > $2) ORDER BY seen_at LIMIT $3
     ), gone AS (DELETE FROM bulk_answer a USING old WHERE a.bulk_id = old.id)
     UPDATE bulk b SET expired = true FROM old WHERE b.id = old.id`,
    [ANSWERS_KEPT_DAYS, ANSWERED_LINES_MAX, BULKS_AT_ONCE],
  );
  return rowCount === BULKS_AT_ONCE;
}
