/** How often something may happen: a bucket for each name that fills at a steady rate. */

/** Seconds of the rate that may be used up at once. */
const BURST_SECONDS = 2;

export class Rate {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param now milliseconds of a clock that never jumps */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Whether it may happen now. Names have to be few: each keeps a bucket. */
  take(name: string): boolean {
    const at = this.#now();
    const full = Math.max(1, this.#perSecond * BURST_SECONDS);
    const bucket = this.#buckets.get(name) ?? { tokens: full, at };
    const tokens = Math.min(full, bucket.tokens + ((at - bucket.at) / 1_000) * this.#perSecond);
    const allowed = tokens >= 1;
    this.#buckets.set(name, { tokens: allowed ? tokens - 1 : tokens, at });
    return allowed;
  }
}
