/** How long whoever has failed is left alone: one clock for whatever is tried again. */

export interface Backoff {
  /** After the first failure; it doubles with each one that follows. */
  minMs: number;
  maxMs: number;
}

/** So many doublings are beyond any pause. */
const DOUBLINGS_MAX = 30;

/** @param failures in a row, at least 1 */
export function backoffMs(failures: number, { minMs, maxMs }: Backoff): number {
  return Math.min(minMs * 2 ** Math.min(failures - 1, DOUBLINGS_MAX), maxMs);
}

/** Of whom somebody has failed when last tried: how often in a row, and when they may be tried again. */
export type Troubles = Map<string, Trouble>;

export interface Trouble {
  failures: number;
  /** Milliseconds of a clock that only goes forward. */
  retryAt: number;
}

/** Whether it has not failed, or its time has come. */
export function isDue(troubles: Troubles, subject: string, now = performance.now()): boolean {
  return (troubles.get(subject)?.retryAt ?? 0) <= now;
}

/** Notes one more failure. */
export function noteFailure(
  troubles: Troubles,
  subject: string,
  { backoff, now = performance.now() }: { backoff: Backoff; now?: number },
): Trouble & { retryMs: number } {
  const failures = (troubles.get(subject)?.failures ?? 0) + 1;
  const retryMs = backoffMs(failures, backoff);
  const trouble = { failures, retryAt: now + retryMs };
  troubles.set(subject, trouble);
  return { ...trouble, retryMs };
}
