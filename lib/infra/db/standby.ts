/**
 * Reads of what never changes once it is there, from a standby that is at most so many seconds behind (docs/decisions/0087). What is not
 * found there is asked of the primary: a standby that lacks something never makes it absent.
 */
import { env } from "#lib/env.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { createPool, type Pool, pool } from "./pool.ts";

const LOOK_INTERVAL_MS = 1_000;

let standby: Pool | undefined;
/** By the monotonic clock: until then nothing that is read there is older than the bound, whatever becomes of it meanwhile. */
let fitUntil = 0;

/** Whether the standby is read from just now; undefined: there is none. */
export function standbyState(): "in_use" | "too_old" | undefined {
  if (env.APP_DATABASE_READ_URL === undefined) return undefined;
  return fitUntil > performance.now() ? "in_use" : "too_old";
}

/** Looks how old the standby is, now and again each second until the signal aborts. */
export async function watchStandby({ signal }: { signal: AbortSignal }): Promise<void> {
  const url = env.APP_DATABASE_READ_URL;
  if (url === undefined) return;
  standby = createPool(url);
  await look(standby);
  const interval = setInterval(() => void (standby && look(standby)), LOOK_INTERVAL_MS).unref();
  signal.addEventListener("abort", () => {
    clearInterval(interval);
    fitUntil = 0;
    void standby?.end().catch(() => {});
  });
}

/**
 * The age of what the standby shows is the time on the primary's clock since the last heartbeat that arrived there. A server that
 * follows nobody, as a primary that came back as it was, shows none any more.
 */
async function look(on: Pool): Promise<void> {
  const was = standbyState();
  const started = performance.now();
  try {
    const shown = await on.query<{ at: number }>("SELECT extract(epoch FROM at)::float8 AS at FROM heartbeat");
    const now = await pool().query<{ now: number }>("SELECT extract(epoch FROM clock_timestamp())::float8 AS now");
    const age = (now.rows[0]?.now ?? Number.NaN) - (shown.rows[0]?.at ?? Number.NaN);
    fitUntil = age >= 0 ? started + (env.READ_AGE_SECONDS_MAX - age) * 1_000 : 0;
  } catch (error) {
    fitUntil = 0;
    if (was === "in_use") logEvent("warning", "standby.away", { error: reasonOf(error) });
  }
  if (was !== standbyState()) logEvent("info", "standby.state", { state: standbyState() ?? "" });
}

/**
 * @param read must read all that it answers from the pool that it is given; undefined for what is not there
 * @throws what it throws on the primary
 */
export async function readAged<Found>(read: (on: Pool) => Promise<Found | undefined>): Promise<Found | undefined> {
  if (standby && standbyState() === "in_use") {
    try {
      const found = await read(standby);
      if (found !== undefined) return found;
    } catch (error) {
      fitUntil = 0; // until the next look
      logEvent("warning", "standby.failed", { error: reasonOf(error) });
    }
  }
  return await read(pool());
}
