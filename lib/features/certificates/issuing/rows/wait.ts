/** Waiting until batches are issued, or stand still: all who wait in a process share one watch and one query a look. */
import { pool } from "#lib/infra/db/pool.ts";
import { createWatch } from "#lib/infra/db/watch.ts";
import { stopping } from "#lib/infra/http/stopping.ts";
import { BATCH_CHANNEL, WORKING_STATES } from "../types.ts";

/** More than these are answered at once, with what is known. */
const WAITING_MAX = 1_000;
/** Notices are only hints. */
const LOOK_INTERVAL_MS = 1_000;

interface Waiter {
  batchId: string;
  settle(): void;
}

const waiters = new Set<Waiter>();
const watch = createWatch({ channel: BATCH_CHANNEL, intervalMs: LOOK_INTERVAL_MS, look });
stopping.addEventListener("abort", () => {
  for (const waiter of waiters) waiter.settle();
});

/** Resolves when nothing is being done on the batch any more, after `timeoutMs`, when the signal aborts, or the process stops. Never rejects. */
export async function waitForBatch(options: {
  batchId: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { batchId, timeoutMs, signal } = options;
  if (waiters.size >= WAITING_MAX || signal?.aborted || stopping.aborted) return;
  await new Promise<void>((resolve) => {
    const waiter: Waiter = { batchId, settle };
    const timeout = setTimeout(settle, timeoutMs);
    signal?.addEventListener("abort", settle, { once: true });
    waiters.add(waiter);
    watch.begin();

    function settle(): void {
      if (!waiters.delete(waiter)) return;
      clearTimeout(timeout);
      signal?.removeEventListener("abort", settle);
      if (waiters.size === 0) watch.rest();
      resolve();
    }
  });
}

async function look(): Promise<void> {
  const asked = [...waiters];
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id FROM certificate_batch WHERE id = ANY ($1::uuid[]) AND NOT state = ANY ($2)",
    [asked.map(({ batchId }) => batchId), WORKING_STATES],
  );
  const still = new Set(rows.map(({ id }) => id));
  for (const waiter of asked) if (still.has(waiter.batchId)) waiter.settle();
}
