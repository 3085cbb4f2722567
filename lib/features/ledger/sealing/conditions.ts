/** Ledgers that do not keep up with what is recorded, and clocks that do not agree. */
import { hostname } from "node:os";
import { env } from "#lib/env.ts";
import { type Condition, condition } from "#lib/features/alarms/types.ts";
import { readClocks } from "./rows/clocks.ts";
import { listLedgers } from "./rows/ledgers.ts";
import { readQueue } from "./rows/queue.ts";
import { clocksApart } from "./types.ts";

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

/** Clocks further apart are worth a look: machines that ask a time server agree within fractions of a second. */
export const CLOCKS_APART_MS_MAX = 5_000;

/**
 * Of the machine that this process runs on, which may be gone for good: every web process and worker looks at its own.
 *
 * @param now see `readClocks`
 */
export function clockWrong(now?: () => number): Condition {
  return condition({
    kind: "clock_wrong",
    unseenMs: 10 * MINUTE_MS,
    async look() {
      const clocks = await readClocks(now);
      const apartMs = clocksApart(clocks);
      const aside = clocks.processAheadMs > 0 ? "ahead" : "behind";
      // Ahead of what: a database that was set back with this machine shows in the newest block alone.
      const place = apartMs > Math.abs(clocks.processAheadMs) ? "block" : aside;
      const host = hostname();
      const details = { host, place, seconds: Math.round(apartMs / SECOND_MS) };
      return [{ subject: host, details, share: apartMs / CLOCKS_APART_MS_MAX }];
    },
  });
}
