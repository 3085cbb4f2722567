/** Waiting until evidence is anchored: all who wait in a process share one watch and one query a look. */
import { pool } from "#lib/infra/db/pool.ts";
import { createWatch } from "#lib/infra/db/watch.ts";
import { BLOCK_CHANNEL } from "../types.ts";

/** Longest that one call waits. */
export const WAIT_MS_MAX = 60_000;
/** More than these are answered at once, with what is known. */
const WAITING_MAX = 10_000;
/** Notices are only hints: this often everybody's evidence is looked up anyway. */
const LOOK_INTERVAL_MS = 1_000;

interface Waiter {
  evidenceId: string;
  settle(anchored: boolean): void;
}

const waiters = new Set<Waiter>();
const watch = createWatch({ channel: BLOCK_CHANNEL, intervalMs: LOOK_INTERVAL_MS, look });

/**
 * Resolves to true once the evidence has an entry; to false after `timeoutMs` (at most WAIT_MS_MAX), when the signal
 * aborts, or when too many wait already. Never rejects: while the database is away it just waits on.
 */
export async function waitForEntry(options: {
  evidenceId: string;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<boolean> {
  const { evidenceId, timeoutMs, signal } = options;
  if (waiters.size >= WAITING_MAX || signal?.aborted) return false;
  return new Promise((resolve) => {
    const waiter: Waiter = { evidenceId, settle };
    const timeout = setTimeout(() => settle(false), Math.min(timeoutMs, WAIT_MS_MAX));
    const onAbort = () => settle(false);
    signal?.addEventListener("abort", onAbort, { once: true });
    waiters.add(waiter);
    watch.begin();

    function settle(anchored: boolean): void {
      if (!waiters.delete(waiter)) return;
      clearTimeout(timeout);
      signal?.removeEventListener("abort", onAbort);
      if (waiters.size === 0) watch.rest();
      resolve(anchored);
    }
  });
}

/** One query for all who wait. */
async function look(): Promise<void> {
  const asked = [...waiters];
  const anchored = await findAnchored(asked.map((waiter) => waiter.evidenceId));
  for (const waiter of asked) if (anchored.has(waiter.evidenceId)) waiter.settle(true);
}

async function findAnchored(evidenceIds: string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT evidence_id AS id FROM ledger_entry WHERE evidence_id = ANY ($1::uuid[])",
    [evidenceIds],
  );
  return new Set(rows.map((row) => row.id));
}
