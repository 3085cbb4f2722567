import { resolve } from "node:path";
import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { env } from "#lib/env.ts";
import { DISK_LIMITS } from "#lib/features/evidence/retention/conditions.ts";
import { countDamaged } from "#lib/features/evidence/retention/rows/content.ts";
import { findStorage } from "#lib/features/evidence/retention/rows/storage.ts";
import { CLOCKS_APART_MS_MAX, QUEUE_LIMITS } from "#lib/features/ledger/sealing/conditions.ts";
import { recentClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import { listLedgerStandings } from "#lib/features/ledger/sealing/rows/standings.ts";
import { clocksApart } from "#lib/features/ledger/sealing/types.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { readDisk } from "#lib/infra/storage/disk/free-space.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { countOpenAlerts } from "../alerts/rows/list-alerts.ts";
import type { LedgerLine } from "../installation/types.ts";
import { BEAT_INTERVAL_MS, type Judgement, type LastAudit, type Standing, type WorkerPulse } from "./types.ts";

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
/** A worker that has missed so many beats is not there. */
const BEATS_MISSED_MAX = 6;
/** Others need a moment to sign a block, and an authority is asked now and then. */
const BLOCKS_BEHIND_MAX = 10;
/** A ledger that nobody has computed again for longer is worth a thought. */
const AUDIT_AGE_MS_MAX: number = 90 * DAY_MS;

/** Everything at once; what cannot be read is left out. */
export async function readStanding(lines: readonly LedgerLine[]): Promise<Standing> {
  const [queue, unwitnessed, unstamped, disk, bucket, database, alerts, worker, clocks, audit, files] =
    await Promise.all([
      known("queue", readQueues),
      known("unwitnessed", async () => readUnwitnessed(lines)),
      known("unstamped", async () => readUnstamped(lines)),
      known("disk", readSpace),
      known("bucket", readBucket),
      known("database", readDatabaseSize),
      known("alerts", readAlerts),
      known("worker", readWorker),
      known("clocks", readClocksApart),
      known("audit", readLastAudit),
      known("files", readDamaged),
    ]);
  return { queue, unwitnessed, unstamped, disk, bucket, database, alerts, worker, clocks, audit, files };
}

async function known<Figure>(name: string, read: () => Promise<Figure>): Promise<Figure | undefined> {
  try {
    return await read();
  } catch (error) {
    logEvent("error", "operations.unread", { figure: name, error: String(error) });
    return undefined;
  }
}

const judge = (good: boolean, otherwise: Judgement): Judgement => (good ? "good" : otherwise);

async function readQueues() {
  const standings = await listLedgerStandings();
  const waiting = standings.reduce((sum, each) => sum + each.waiting, 0);
  const oldestSeconds = Math.max(0, ...standings.map((each) => each.oldestSeconds));
  return { waiting, oldestSeconds, judgement: judge(oldestSeconds * SECOND_MS <= QUEUE_LIMITS.waitingMsMax, "bad") };
}

function readUnwitnessed(lines: readonly LedgerLine[]) {
  const watched = lines.filter(({ quorum }) => quorum.needed > 0);
  const blocks = watched.reduce((sum, { block, witnessed }) => sum + behind(block, witnessed), 0);
  return { blocks, judgement: watched.length === 0 ? ("off" as const) : judge(blocks <= BLOCKS_BEHIND_MAX, "odd") };
}

/** Of what counts: nobody is asked for the time of tests. */
function readUnstamped(all: readonly LedgerLine[]) {
  const lines = all.filter(({ name }) => name !== TEST_LEDGER);
  if (!timestampAuthorities().some(({ active }) => active)) return { blocks: 0, judgement: "off" as const };
  const blocks = lines.reduce((sum, { block, stamped }) => sum + behind(block, stamped), 0);
  const oldest = Math.min(...lines.flatMap(({ block, stamped }) => (block ? [stamped?.time.getTime() ?? 0] : [])));
  // Blocks come faster than stamps, as is meant; what counts is how long there was none.
  const isLate = blocks > 0 && Date.now() - oldest > BLOCKS_BEHIND_MAX * env.TIMESTAMP_INTERVAL_MS;
  return { blocks, judgement: judge(!isLate, "odd") };
}

function behind(newest: { height: bigint } | undefined, reached: { height: bigint } | undefined): number {
  return newest ? Number(newest.height - (reached?.height ?? -1n)) : 0;
}

async function readSpace() {
  const { freeBytes, totalBytes } = await readDisk();
  const least = Math.min(totalBytes * DISK_LIMITS.freeShareMin, DISK_LIMITS.freeBytesMin);
  return { freeBytes, totalBytes, folder: resolve(env.DATA_DIR), judgement: judge(freeBytes > least, "bad") };
}

async function readBucket() {
  if (env.S3_BUCKET === undefined) return { found: undefined, judgement: "off" as const };
  const found = await findStorage();
  // The worker has not looked yet.
  if (!found) throw new Error("Nobody has looked at the bucket yet.");
  return { found, judgement: judge(found.unfit.length === 0, "bad") };
}

async function readDatabaseSize() {
  const { rows } = await pool().query<{ bytes: bigint }>("SELECT pg_database_size(current_database()) AS bytes");
  return { bytes: Number(rows[0]?.bytes) };
}

async function readAlerts() {
  const open = await countOpenAlerts();
  return { open, judgement: judge(open === 0, "bad") };
}

async function readWorker() {
  const { rows } = await pool().query<WorkerPulse>(
    `SELECT host, version, at, greatest(0, extract(epoch FROM now() - at))::float AS "secondsAgo"
     FROM worker_pulse ORDER BY at DESC LIMIT 1`,
  );
  const [seen] = rows;
  const isThere = seen !== undefined && seen.secondsAgo * SECOND_MS < BEATS_MISSED_MAX * BEAT_INTERVAL_MS;
  return { seen: seen ?? ("never" as const), judgement: judge(isThere, "bad") };
}

async function readClocksApart() {
  const apartMs = clocksApart(await recentClocks());
  const worse = apartMs > env.CLOCK_TOLERANCE_MS ? "bad" : "odd";
  return { apartMs, judgement: judge(apartMs <= CLOCKS_APART_MS_MAX, worse) };
}

async function readLastAudit() {
  const { rows } = await pool().query<LastAudit>(
    `SELECT subject AS ledger, at, (details->>'size')::float AS size, (details->>'findings')::integer AS findings
     FROM audit_event WHERE action = 'ledger.audit' ORDER BY id DESC LIMIT 1`,
  );
  const [last] = rows;
  if (!last) return { last: "never" as const, judgement: "odd" as const };
  const isFresh = Date.now() - last.at.getTime() <= AUDIT_AGE_MS_MAX;
  return { last, judgement: last.findings > 0 ? ("bad" as const) : judge(isFresh, "odd") };
}

async function readDamaged() {
  const damaged = await countDamaged();
  return { damaged, judgement: judge(damaged === 0, "bad") };
}
