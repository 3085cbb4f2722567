/** One after the other, and each caller in turn: whoever asks for a hundred waits for them, and nobody else does. */
import { SealbookError } from "#lib/words/errors.ts";

export interface QueueLimits {
  /** Of one caller; further ones are turned away. */
  perCallerMax: number;
  /** Of all callers: none of those beyond it would be answered in time. */
  totalMax: number;
}

export class FairQueue {
  readonly #limits: QueueLimits;
  /** Those who wait, by caller; the caller whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #count = 0;
  #isBusy = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** @throws {SealbookError} `too_many_at_once` for a caller that waits too often already, `unavailable` when too many wait. */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await this.#wait(caller);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#handOver();
    }
  }

  async #wait(caller: string): Promise<void> {
    const own = this.#waiting.get(caller) ?? [];
    const { perCallerMax: atOnceMax, totalMax } = this.#limits;
    if (own.length >= atOnceMax) throw new SealbookError("too_many_at_once", { details: { atOnceMax } });
    if (this.#count >= totalMax) throw new SealbookError("unavailable");
    this.#waiting.set(caller, own);
    this.#count += 1;
    await new Promise<void>((resolve) => own.push(resolve));
  }

  /** The place goes to the next caller, whose others come after everybody else's next. */
  #handOver(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#isBusy = false;
      return;
    }
    const [caller, own] = next;
    const begin = own.shift();
    this.#count -= 1;
    this.#waiting.delete(caller);
    if (own.length > 0) this.#waiting.set(caller, own);
    begin?.();
  }
}
