/**
 * Records of an organisation, or of units of it, for each day of the reader's zone. What is older than half an hour was counted by the worker, in quarters of
 * an hour; what came since is counted along the index on (organisation, id). Without a worker all of it is, which takes longer and is
 * as right.
 */

import { ID_SLACK_MS } from "#lib/features/evidence/records/rows/list-sources.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { DayCount } from "../types.ts";

const DAY_MS = 24 * 60 * 60_000;

/** @param options zone: a name of the IANA database; now: the last of the days holds it */
export async function countDays(options: {
  reach: Reach;
  zone: string;
  days: number;
  now?: Date;
}): Promise<DayCount[]> {
  const { reach, zone, days, now = new Date() } = options;
  const { organisationId, units } = reach;
  const names = lastDays({ zone, days, now });
  const { rows: counted } = await pool().query<{ until: Date }>("SELECT until FROM evidence_counted");
  // Nothing that counts is older: a day of the reader's begins up to 14 hours before or after the day in UTC.
  const oldest = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - (days + 1) * DAY_MS);
  // The worker counts for organisations alone: records of units are counted along the index on (unit, id).
  const before = units === null ? (counted[0]?.until.getTime() ?? 0) : 0;
  const until = new Date(Math.max(before, oldest.getTime()));
  const { rows } = await pool().query<{ day: string; records: number }>(
    `SELECT to_char(at AT TIME ZONE $2, 'YYYY-MM-DD') AS day, sum(records)::float AS records FROM (
       SELECT at, records FROM evidence_count WHERE organisation_id = $1 AND at >= $3 AND at < $4
       UNION ALL
       SELECT date_bin('15 minutes', received_at, 'epoch'), count(*) FROM evidence
       WHERE ${units === null ? "organisation_id = $1" : "unit_id = ANY ($6::uuid[])"} AND id >= $5 AND received_at >= $4 GROUP BY 1
     ) AS quarters GROUP BY 1`,
    [organisationId, zone, oldest, until, firstIdAt(until.getTime() - ID_SLACK_MS), ...(units === null ? [] : [units])],
  );
  const found = new Map(rows.map(({ day, records }) => [day, records]));
  return names.map((day) => ({ day, records: found.get(day) ?? 0 }));
}

/** The days up to the one that holds `now`, in the zone, oldest first. */
function lastDays({ zone, days, now }: { zone: string; days: number; now: Date }): string[] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(now);
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, at) => new Date(last - (days - 1 - at) * DAY_MS).toISOString().slice(0, 10));
}
