/** Work that may be under way at the same time only so often: of one caller, and in all. */
import { SealbookError } from "#lib/words/errors.ts";

/** A name under which it is counted, and how often that may be. */
export type Place = readonly [who: string, atOnceMax: number];

export class Places {
  readonly #taken = new Map<string, number>();
  readonly #refusal: (atOnceMax: number) => SealbookError;

  constructor(refusal = (atOnceMax: number) => new SealbookError("too_many_at_once", { details: { atOnceMax } })) {
    this.#refusal = refusal;
  }

  /** @throws {SealbookError} the refusal, when one of the places is full */
  async during<T>(places: readonly Place[], work: () => Promise<T>): Promise<T> {
    const leave = this.take(places);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** @returns what gives them back, to be called once. @throws as `during` */
  take(places: readonly Place[]): () => void {
    const full = places.find(([who, atOnceMax]) => (this.#taken.get(who) ?? 0) >= atOnceMax);
    if (full) throw this.#refusal(full[1]);
    for (const [who] of places) this.#taken.set(who, (this.#taken.get(who) ?? 0) + 1);
    return () => {
      for (const [who] of places) {
        const left = (this.#taken.get(who) ?? 1) - 1;
        if (left > 0) this.#taken.set(who, left);
        else this.#taken.delete(who);
      }
    };
  }
}
