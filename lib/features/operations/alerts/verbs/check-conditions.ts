/** Conditions that nobody else looks at: queues that grow, disks that fill, and alerts whose cause nobody sees any more. */
import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { env } from "#lib/env.ts";
import type { AlertDetails, AlertKey } from "#lib/features/alarms/types.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readQueue } from "#lib/features/ledger/sealing/rows/queue.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { AlertKind } from "#lib/words/alerts.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const GIB = 1024 ** 3;

export interface AlertLimits {
  /** What waits for a block: longer than this, or more than so many full blocks, is worth a look. */
  waitingMsMax: number;
  waitingBlocksMax: number;
  /** Free space is worth a look below this share of the disk, on a large one below so many bytes. */
  freeShareMin: number;
  freeBytesMin: number;
  /** An alert ends when it is so much better than where it began, so that it does not come and go. */
  margin: number;
  /** What is raised again as long as its cause is there, and was not for so long, has ended. */
  unseenMs: number;
}

export const ALERT_LIMITS: AlertLimits = {
  waitingMsMax: Math.max(MINUTE_MS, 10 * env.BLOCK_INTERVAL_MS),
  waitingBlocksMax: 10,
  freeShareMin: 0.1,
  freeBytesMin: 20 * GIB,
  margin: 1.25,
  unseenMs: 10 * MINUTE_MS,
};

/** Raised again and again by whoever has the trouble: a process, or a machine, that may be gone for good. */
const SEEN_AGAIN: AlertKind[] = ["block_failing", "disk_filling"];
const ENDED_PER_PASS_MAX = 100;

/**
 * One look at everything. Several workers may look at once: each finds the same.
 *
 * @returns what opened and what ended
 */
export async function checkConditions(limits: AlertLimits = ALERT_LIMITS): Promise<AlertChange[]> {
  const changes: AlertChange[] = [];
  for (const { name } of await listLedgers()) changes.push(...(await checkQueue(name, limits)));
  changes.push(...(await checkDisk(limits)));
  changes.push(...(await endUnseen(limits)));
  return changes;
}

export type AlertChange = AlertKey & { event: "opened" | "resolved" };

async function checkQueue(ledger: string, limits: AlertLimits): Promise<AlertChange[]> {
  const countMax = Math.round(limits.waitingBlocksMax * env.BLOCK_LEAVES_MAX);
  const { waiting, oldestSeconds } = await readQueue({ ledger, countMax });
  const share = Math.max(waiting / countMax, (oldestSeconds * SECOND_MS) / limits.waitingMsMax);
  const details = { waiting, oldestSeconds: Math.round(oldestSeconds) };
  return await settle({ kind: "queue_growing", subject: ledger }, { ledger, details, share, margin: limits.margin });
}

/** Of the machine that this process runs on. */
async function checkDisk(limits: AlertLimits): Promise<AlertChange[]> {
  const { freeBytes, totalBytes } = await readDisk();
  const folder = resolve(env.DATA_DIR);
  const freeMin = Math.min(totalBytes * limits.freeShareMin, limits.freeBytesMin);
  const share = freeBytes > 0 ? freeMin / freeBytes : Number.POSITIVE_INFINITY;
  const host = hostname();
  const details = { host, folder, freeBytes, totalBytes };
  return await settle(
    { kind: "disk_filling", subject: `${host}:${folder}` },
    { details, share, margin: limits.margin },
  );
}

/** The disk under DATA_DIR, in bytes; what only root may fill is not free. statfs(2). */
export async function readDisk(): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(env.DATA_DIR);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** @param found.share of what is allowed: the alert opens above 1, and ends once it is smaller by the margin. */
async function settle(
  key: AlertKey,
  found: { ledger?: string; details: AlertDetails; share: number; margin: number },
): Promise<AlertChange[]> {
  const { share, margin, ...facts } = found;
  if (share > 1) return (await raiseAlert({ ...key, ...facts })) ? [{ ...key, event: "opened" }] : [];
  if (share * margin > 1) return [];
  return (await resolveAlert(key)) ? [{ ...key, event: "resolved" }] : [];
}

async function endUnseen({ unseenMs }: AlertLimits): Promise<AlertChange[]> {
  const rows = await prisma().$queryRaw<AlertKey[]>`
    SELECT kind, subject FROM alert
    WHERE resolved_at IS NULL AND kind = ANY (${SEEN_AGAIN}) AND seen_at < now() - make_interval(secs => ${unseenMs / SECOND_MS})
    LIMIT ${ENDED_PER_PASS_MAX}`;
  const ended: AlertChange[] = [];
  for (const key of rows) if (await resolveAlert(key)) ended.push({ ...key, event: "resolved" });
  return ended;
}
