import { hostname } from "node:os";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import { pool } from "#lib/infra/db/pool.ts";

const VERSION = PLATFORM.slice(PLATFORM.indexOf("/") + 1);
/** A machine that has said nothing for so long is gone. */
const FORGOTTEN_DAYS = 30;

/** Says that this worker lives, by the database's clock: it is read by that clock, too. */
export async function beat(startedAt: Date): Promise<void> {
  await pool().query(
    `INSERT INTO worker_pulse (host, version, started_at, at) VALUES ($1, $2, $3, now())
     ON CONFLICT (host) DO UPDATE SET version = $2, started_at = $3, at = now()`,
    [hostname(), VERSION, startedAt],
  );
  await pool().query("DELETE FROM worker_pulse WHERE at < now() - make_interval(days => $1)", [FORGOTTEN_DAYS]);
}
