/**
 * The clocks that date things: this process', by which records are received; the database's, by which blocks are made; and the newest
 * block's time, which no later one may lie before. Nobody here can say which is right, only that they do not agree.
 */
import { env } from "#lib/env.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Clocks, clocksApart } from "../types.ts";

/** A comparison holds for so long, unless this process' clock is set meanwhile, which is noticed at once. */
const FRESH_MS = 5_000;
/** A clock that is slowly brought right moves less than this in that time. */
const STEP_MS = 500;

/**
 * Asks the database what time it is. What the question took is in doubt, and counts for nobody.
 *
 * @param now this process' clock, in milliseconds since 1970
 */
export async function readClocks(now: () => number = Date.now): Promise<Clocks> {
  const asked = now();
  const started = performance.now();
  const { rows } = await pool().query<{ now: Date; newest: Date | null }>(
    `SELECT clock_timestamp() AS now, max(b.time) AS newest
     FROM ledger l LEFT JOIN LATERAL
       (SELECT time FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1) b ON true`,
  );
  const tookMs = performance.now() - started;
  const { now: database = new Date(asked), newest = null } = rows[0] ?? {};
  const ahead = asked + tookMs / 2 - database.getTime();
  const doubted = Math.sign(ahead) * Math.max(0, Math.abs(ahead) - tookMs / 2);
  const blockAhead = newest === null ? 0 : newest.getTime() - (asked + tookMs);
  return { processAheadMs: Math.round(doubted), blockAheadMs: Math.max(0, Math.round(blockAhead)) };
}

let last: { at: number; skew: number; clocks: Promise<Clocks> } | undefined;

/** As they were compared within some seconds; all who ask meanwhile share one comparison. */
export async function recentClocks(): Promise<Clocks> {
  const at = performance.now();
  const skew = Date.now() - at;
  if (last && at - last.at < FRESH_MS && Math.abs(skew - last.skew) < STEP_MS) return await last.clocks;
  const clocks = readClocks();
  const mine = { at, skew, clocks };
  last = mine;
  clocks.catch(() => {
    if (last === mine) last = undefined;
  });
  return await clocks;
}

/**
 * What is recorded now is dated right, as far as can be told.
 *
 * @throws {SealbookError} `clock_wrong` where the clocks are further apart than CLOCK_TOLERANCE_MS
 */
export async function requireClocks(): Promise<void> {
  const apartMs = clocksApart(await recentClocks());
  if (apartMs <= env.CLOCK_TOLERANCE_MS) return;
  throw new SealbookError("clock_wrong", { details: { seconds: Math.round(apartMs / 1_000) } });
}
