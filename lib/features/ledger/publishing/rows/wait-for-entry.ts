/** Waiting until evidence is anchored, witnessed or timestamped: all who wait in a process share one watch and one query a look. */

import { BLOCK_CHANNEL } from "#lib/features/ledger/sealing/types.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createWatch } from "#lib/infra/db/watch.ts";
import { stopping } from "#lib/infra/http/stopping.ts";
import type { Milestone } from "../schema.ts";

/** Longest that one call waits. */
export const WAIT_MS_MAX = 60_000;
/** More than these are answered at once, with what is known. */
const WAITING_MAX = 10_000;
/** Notices are only hints: this often everybody's evidence is looked up anyway. */
const LOOK_INTERVAL_MS = 1_000;

interface Waiter {
  evidenceId: string;
  until: Milestone;
  settle(reached: boolean): void;
}

const waiters = new Set<Waiter>();
const watch = createWatch({ channel: BLOCK_CHANNEL, intervalMs: LOOK_INTERVAL_MS, look });
// Who waits is told what is known, and asks again elsewhere.
stopping.addEventListener("abort", () => {
  for (const waiter of waiters) waiter.settle(false);
});

/**
 * Resolves to true once the evidence has an entry (or, with `until`, what others sign about it); to false after `timeoutMs` (at most WAIT_MS_MAX), when the signal
 * aborts, when the process stops, or when too many wait already. Never rejects: while the database is away it just waits on.
 */
export async function waitForEntry(options: {
  evidenceId: string;
  until?: Milestone;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<boolean> {
  const { evidenceId, until = "anchored", timeoutMs, signal } = options;
  if (waiters.size >= WAITING_MAX || signal?.aborted || stopping.aborted) return false;
  return new Promise((resolve) => {
    const waiter: Waiter = { evidenceId, until, settle };
    const timeout = setTimeout(() => settle(false), Math.min(timeoutMs, WAIT_MS_MAX));
    const onAbort = () => settle(false);
    signal?.addEventListener("abort", onAbort, { once: true });
    waiters.add(waiter);
    watch.begin();

    function settle(reached: boolean): void {
      if (!waiters.delete(waiter)) return;
      clearTimeout(timeout);
      signal?.removeEventListener("abort", onAbort);
      if (waiters.size === 0) watch.rest();
      resolve(reached);
    }
  });
}

/** One query for all who wait. */
async function look(): Promise<void> {
  const asked = [...waiters];
  const reached = await findReached(asked.map((waiter) => waiter.evidenceId));
  for (const waiter of asked) if (reached.get(waiter.evidenceId)?.[waiter.until]) waiter.settle(true);
}

/** Of those that have an entry, what else has come about. */
async function findReached(evidenceIds: string[]): Promise<Map<string, Record<Milestone, boolean>>> {
  const { rows } = await pool().query<{ id: string } & Record<Milestone, boolean>>(
    `SELECT e.evidence_id AS id, true AS anchored,
       (SELECT true FROM block_witnessed WHERE ledger = e.ledger AND height >= e.block_height ORDER BY height LIMIT 1) AS witnessed,
       (SELECT true FROM block_timestamp WHERE ledger = e.ledger AND height >= e.block_height ORDER BY height LIMIT 1) AS timestamped
     FROM ledger_entry e WHERE e.evidence_id = ANY ($1::uuid[])`,
    [evidenceIds],
  );
  return new Map(rows.map(({ id, ...reached }) => [id, reached]));
}
