import { ID_SLACK_MS } from "#lib/features/evidence/records/rows/list-sources.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { QUARTER_MS, TREND_DAYS } from "../types.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A record that was received by then is committed by now, or never. */
const SETTLED_MS = QUARTER_MS;
/** Two days more than are shown: days of the reader's zone begin earlier than those of UTC. */
const KEPT_MS = (TREND_DAYS + 2) * DAY_MS;
/** In one step, so that none takes long when there is much to catch up with. */
const STEP_MS = DAY_MS;

/**
 * Counts what was recorded in the next quarters of an hour that are over, and forgets what is too old to be shown. What it counted and how
 * far it came are one commit: after a crash it goes on from there.
 *
 * @returns whether more is over and not counted yet
 */
export async function countRecords(now: Date = new Date()): Promise<boolean> {
  return await transaction(pool(), async (connection) => {
    const oldest = quarterOf(now.getTime() - KEPT_MS);
    await connection.query("INSERT INTO evidence_counted (id, until) VALUES (1, $1) ON CONFLICT DO NOTHING", [oldest]);
    // Of several workers one counts; the others see then what it did.
    const { rows } = await connection.query<{ until: Date }>("SELECT until FROM evidence_counted FOR UPDATE");
    const from = new Date(Math.max(rows[0]?.until.getTime() ?? 0, oldest.getTime()));
    const end = quarterOf(now.getTime() - SETTLED_MS);
    const to = new Date(Math.min(end.getTime(), from.getTime() + STEP_MS));
    if (to <= from) return false;
    const ids = [firstIdAt(from.getTime() - ID_SLACK_MS), firstIdAt(to.getTime() + ID_SLACK_MS)];
    await connection.query(
      `INSERT INTO evidence_count (organisation_id, at, records)
       SELECT organisation_id, date_bin('15 minutes', received_at, 'epoch'), count(*) FROM evidence
       WHERE id >= $1 AND id < $2 AND received_at >= $3 AND received_at < $4 GROUP BY 1, 2`,
      [...ids, from, to],
    );
    await connection.query("DELETE FROM evidence_count WHERE at < $1", [oldest]);
    await connection.query("UPDATE evidence_counted SET until = $1", [to]);
    return to < end;
  });
}

function quarterOf(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / QUARTER_MS) * QUARTER_MS);
}
