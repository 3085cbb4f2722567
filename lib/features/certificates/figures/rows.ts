/**
 * Figures for each day of the reader's zone: what the worker counted in quarters of an hour, and what came since, counted as it stands.
 * Without a worker all of it is, which takes longer and is as right.
 */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { DAY_MS, type DayFigures, FIGURES, type Figure } from "./types.ts";

/** What is counted from the tables that have it, as `organisation_id, what, at, count`, from $1 on and before $2. */
export const COUNTED = `SELECT organisation_id, 'issued' AS what, issued_at AS at, size AS count FROM certificate_batch
    WHERE state = 'issued' AND issued_at >= $1 AND issued_at < $2
  UNION ALL
  SELECT c.organisation_id, 'claimed', k.claimed_at, 1 FROM certificate_claim k JOIN certificate c ON c.id = k.certificate_id
    WHERE k.claimed_at >= $1 AND k.claimed_at < $2
  UNION ALL
  SELECT c.organisation_id, 'viewed', v.at, 1 FROM certificate_share_view v JOIN certificate_share s ON s.id = v.share_id
    JOIN certificate c ON c.id = s.certificate_id WHERE v.at >= $1 AND v.at < $2`;

/** @param asked.zone a name of the IANA database. @returns oldest first; the last of the days holds `now` */
export async function readFigures(asked: {
  organisationId: OrganisationId;
  zone: string;
  days: number;
  now?: Date;
}): Promise<DayFigures[]> {
  const { organisationId, zone, days, now = new Date() } = asked;
  const { rows: counted } = await pool().query<{ until: Date }>("SELECT until FROM certificate_figured");
  // A day of the reader's begins up to 14 hours before or after the day in UTC.
  const oldest = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - (days + 1) * DAY_MS);
  const until = new Date(Math.max(counted[0]?.until.getTime() ?? 0, oldest.getTime()));
  const { rows } = await pool().query<{ day: string; what: Figure; count: number }>(
    `SELECT to_char(at AT TIME ZONE $4, 'YYYY-MM-DD') AS day, what, sum(count)::float AS count FROM (
       SELECT what, at, count FROM certificate_figure
       WHERE organisation_id = $3 AND at >= $5 AND (what = 'verified' OR at < $1)
       UNION ALL
       SELECT what, at, count FROM (${COUNTED}) AS since WHERE organisation_id = $3
     ) AS figures GROUP BY 1, 2`,
    [until, new Date(now.getTime() + DAY_MS), organisationId, zone, oldest],
  );
  const found = new Map(rows.map(({ day, what, count }) => [`${day} ${what}`, count]));
  return lastDays({ zone, days, now }).map((day) => ({ day, ...ofDay(day, found) }));
}

function ofDay(day: string, found: ReadonlyMap<string, number>): Record<Figure, number> {
  const figures = FIGURES.map((what) => [what, found.get(`${day} ${what}`) ?? 0] as const);
  return Object.fromEntries(figures) as Record<Figure, number>;
}

/** The days up to the one that holds `now`, in the zone, oldest first. */
function lastDays({ zone, days, now }: { zone: string; days: number; now: Date }): string[] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(now);
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, at) => new Date(last - (days - 1 - at) * DAY_MS).toISOString().slice(0, 10));
}
