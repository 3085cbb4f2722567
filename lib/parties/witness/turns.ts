/** Work on one thing takes turns; as much of it waits as can be answered in time. */

export class Turns {
  readonly #waitingMax: number;
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, number>();

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax;
  }

  /** Runs `work` after all earlier work of that name, or answers "full" at once. */
  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result | "full"> {
    const waiting = this.#waiting.get(name) ?? 0;
    if (waiting >= this.#waitingMax) return "full";
    this.#waiting.set(name, waiting + 1);
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(work, work);
    this.#last.set(name, turn);
    try {
      return await turn;
    } finally {
      const left = (this.#waiting.get(name) ?? 1) - 1;
      if (left > 0) this.#waiting.set(name, left);
      else this.#waiting.delete(name);
      if (this.#last.get(name) === turn) this.#last.delete(name);
    }
  }
}
