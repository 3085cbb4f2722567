/** Ledgers that do not keep up with what is recorded. */
import { env } from "#lib/env.ts";
import { type Condition, condition } from "#lib/features/alarms/types.ts";
import { listLedgers } from "./rows/ledgers.ts";
import { readQueue } from "./rows/queue.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** What waits for a block: longer than this, or more than so many full blocks, is worth a look. */
export interface QueueLimits {
  waitingMsMax: number;
  waitingBlocksMax: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  waitingMsMax: Math.max(MINUTE_MS, 10 * env.BLOCK_INTERVAL_MS),
  waitingBlocksMax: 10,
};

export function queueGrowing({ waitingMsMax, waitingBlocksMax }: QueueLimits = QUEUE_LIMITS): Condition {
  const countMax = Math.round(waitingBlocksMax * env.BLOCK_LEAVES_MAX);
  const look = async (ledger: string) => {
    const { waiting, oldestSeconds } = await readQueue({ ledger, countMax });
    const share = Math.max(waiting / countMax, (oldestSeconds * SECOND_MS) / waitingMsMax);
    return { subject: ledger, ledger, details: { waiting, oldestSeconds: Math.round(oldestSeconds) }, share };
  };
  return condition({
    kind: "queue_growing",
    look: async () => await Promise.all((await listLedgers()).map(({ name }) => look(name))),
  });
}

/** The worker that fails raises it; one that is gone does not end it. */
export const blockFailing = condition({ kind: "block_failing", unseenMs: 10 * MINUTE_MS });
