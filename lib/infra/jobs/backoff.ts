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
