/** What is tried again, how often, and after how long: a server that is busy says when; a lost connection is given growing pauses. */
import { setTimeout as sleep } from "node:timers/promises";
import { Unreachable } from "./errors.ts";

const BUSY_STATUSES = [429, 503];

export interface Patience {
  /** Of a request without an answer. */
  attempts: number;
  /** Before the second one; twice as long before each further one, a random part of it less (full jitter would hurry too often). */
  pauseMs: number;
  pauseMsMax: number;
  /** How often a busy server is asked again. */
  busyAttempts: number;
  /** The longest Retry-After that is waited for. */
  busySecondsMax: number;
}

export const PATIENCE: Patience = {
  attempts: 3,
  pauseMs: 1_000,
  pauseMsMax: 30_000,
  busyAttempts: 2,
  busySecondsMax: 30,
};

interface Tried {
  status: number;
  headers: { "retry-after"?: string | undefined };
}

/**
 * The answer of the last attempt.
 *
 * @param options again: whether it may be sent twice at all; closed: of an answer that is not wanted
 * @throws what the last attempt threw
 */
export async function patiently<Answer extends Tried>(
  attempt: () => Promise<Answer>,
  options: { patience: Patience; again: boolean; signal?: AbortSignal | undefined; closed?: (answer: Answer) => void },
): Promise<Answer> {
  const { patience, again, signal, closed } = options;
  let lost = 0;
  for (let busy = 0; ; ) {
    try {
      const answer = await attempt();
      const seconds = retryAfter(answer);
      if (seconds === undefined || seconds > patience.busySecondsMax || busy++ >= patience.busyAttempts) return answer;
      closed?.(answer);
      // Whoever was told the same second comes back at another moment of the next one.
      await sleep(
        seconds * 1_000 + Math.random() * patience.pauseMs * Math.min(1, seconds),
        undefined,
        signal ? { signal } : {},
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Unreachable) || !again || ++lost >= patience.attempts) throw error;
      await sleep(pauseAfter(lost, patience), undefined, signal ? { signal } : {});
    }
  }
}

/** @param attempt how many failed */
export function pauseAfter(attempt: number, { pauseMs, pauseMsMax }: Pick<Patience, "pauseMs" | "pauseMsMax">): number {
  return Math.min(pauseMsMax, pauseMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** Seconds after which a busy server is to be asked again: nothing was done. */
function retryAfter({ status, headers }: Tried): number | undefined {
  if (!BUSY_STATUSES.includes(status)) return undefined;
  const seconds = Number(headers["retry-after"] ?? 1);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
