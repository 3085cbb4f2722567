import { COUNTED } from "#lib/features/certificates/figures/rows.ts";
import { ID_SLACK_MS } from "#lib/features/evidence/records/rows/list-sources.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";

const QUARTER_MS = 15 * 60_000;
/** What happened by then is committed by now, or never. */
const SETTLED_MS = 2 * QUARTER_MS;
/** In one step, so that none takes long when there is much to catch up with. */
const STEP_MS = 24 * 60 * 60_000;

/** Records and bytes, letters and certificates, from $1 on and before $2; $3 and $4: ids that lie around. */
const USED = `SELECT organisation_id, received_at AS at, 1 AS records, CASE WHEN content_kept THEN size END AS bytes, 0 AS mails, 0 AS certificates
    FROM evidence WHERE id >= $3 AND id < $4 AND received_at >= $1 AND received_at < $2
  UNION ALL
  SELECT organisation_id, created_at, 0, 0, 1, 0 FROM outbox_item
    WHERE channel = 'mail' AND id >= $3 AND id < $4 AND created_at >= $1 AND created_at < $2 AND organisation_id IS NOT NULL
  UNION ALL
  SELECT organisation_id, at, 0, 0, 0, count FROM (${COUNTED}) AS counted WHERE what = 'issued'`;

/**
 * Adds what was used in the next quarters of an hour that are over to its months, from the first record on. What it added and how far it
 * came are one commit: after a crash it goes on from there.
 *
 * @returns whether more is over and not counted yet
 */
export async function countUsage(now: Date = new Date()): Promise<boolean> {
  return await transaction(pool(), async (connection) => {
    const from = await readFrom(connection);
    if (from === undefined) return false;
    const end = quarterOf(now.getTime() - SETTLED_MS);
    const to = new Date(Math.min(end.getTime(), from.getTime() + STEP_MS));
    if (to <= from) return false;
    await connection.query(
      `INSERT INTO usage_month (organisation_id, month, records, bytes, mails, certificates)
       SELECT organisation_id, date_trunc('month', at AT TIME ZONE 'UTC')::date, sum(records), coalesce(sum(bytes), 0), sum(mails), sum(certificates)
       FROM (${USED}) AS used GROUP BY 1, 2
       ON CONFLICT (organisation_id, month) DO UPDATE SET records = usage_month.records + excluded.records,
         bytes = usage_month.bytes + excluded.bytes, mails = usage_month.mails + excluded.mails,
         certificates = usage_month.certificates + excluded.certificates`,
      [from, to, firstIdAt(from.getTime() - ID_SLACK_MS), firstIdAt(to.getTime() + ID_SLACK_MS)],
    );
    await connection.query("UPDATE usage_counted SET until = $1", [to]);
    return to < end;
  });
}

/** Of several workers one counts; the others see then what it did. */
async function readFrom(connection: Connection): Promise<Date | undefined> {
  await connection.query(
    `INSERT INTO usage_counted (id, until)
     SELECT 1, date_bin('15 minutes', min(created_at), 'epoch') FROM organisation HAVING count(*) > 0 ON CONFLICT DO NOTHING`,
  );
  const { rows } = await connection.query<{ until: Date }>("SELECT until FROM usage_counted FOR UPDATE");
  return rows[0]?.until;
}

function quarterOf(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / QUARTER_MS) * QUARTER_MS);
}
