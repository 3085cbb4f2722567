import { pool, transaction } from "#lib/infra/db/pool.ts";
import { COUNTED } from "../rows.ts";
import { DAY_MS, DAYS_MAX, QUARTER_MS } from "../types.ts";

/** What happened by then is committed by now, or never: a batch of the largest size commits within minutes. */
const SETTLED_MS = 2 * QUARTER_MS;
/** Two days more than are shown: days of the reader's zone begin earlier than those of UTC. */
const KEPT_MS = (DAYS_MAX + 2) * DAY_MS;
/** In one step, so that none takes long when there is much to catch up with. */
const STEP_MS = 31 * DAY_MS;

/**
 * Counts what happened in the next quarters of an hour that are over, and forgets what is too old to be shown. What it counted and how far
 * it came are one commit: after a crash it goes on from there.
 *
 * @returns whether more is over and not counted yet
 */
export async function countFigures(now: Date = new Date()): Promise<boolean> {
  return await transaction(pool(), async (connection) => {
    const oldest = quarterOf(now.getTime() - KEPT_MS);
    await connection.query("INSERT INTO certificate_figured (id, until) VALUES (1, $1) ON CONFLICT DO NOTHING", [
      oldest,
    ]);
    // Of several workers one counts; the others see then what it did.
    const { rows } = await connection.query<{ until: Date }>("SELECT until FROM certificate_figured FOR UPDATE");
    const from = new Date(Math.max(rows[0]?.until.getTime() ?? 0, oldest.getTime()));
    const end = quarterOf(now.getTime() - SETTLED_MS);
    const to = new Date(Math.min(end.getTime(), from.getTime() + STEP_MS));
    if (to <= from) return false;
    await connection.query(
      `INSERT INTO certificate_figure (organisation_id, what, at, count)
       SELECT organisation_id, what, date_bin('15 minutes', at, 'epoch'), sum(count) FROM (${COUNTED}) AS counted
       GROUP BY 1, 2, 3 HAVING sum(count) > 0`,
      [from, to],
    );
    await connection.query("DELETE FROM certificate_figure WHERE at < $1", [oldest]);
    await connection.query("UPDATE certificate_figured SET until = $1", [to]);
    return to < end;
  });
}

function quarterOf(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / QUARTER_MS) * QUARTER_MS);
}
