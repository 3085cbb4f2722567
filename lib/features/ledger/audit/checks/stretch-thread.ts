/** A thread of stretch-worker.ts, seen from outside. */
import { Worker } from "node:worker_threads";
import type { IndexRange, SoundStretch } from "./stretch.ts";
import type { ThreadData } from "./stretch-worker.ts";

export class StretchThread {
  readonly #worker: Worker;
  /** Those who wait for its answers, in the order of their questions. */
  readonly #waiting: ((stretch: SoundStretch | undefined) => void)[] = [];
  readonly #exit = Promise.withResolvers<void>();
  #isOver = false;

  constructor(data: ThreadData) {
    this.#worker = new Worker(new URL("./stretch-worker.ts", import.meta.url), { workerData: data });
    this.#worker.on("message", (stretch) => this.#waiting.shift()?.(stretch));
    // One that fails, for whatever reason, has nothing sound to tell any more: then the walk looks itself.
    this.#worker.on("error", () => {});
    this.#worker.on("exit", () => {
      this.#isOver = true;
      for (const take of this.#waiting.splice(0)) take(undefined);
      this.#exit.resolve();
    });
  }

  /** As `StretchChecker.check`. */
  check(range: IndexRange): Promise<SoundStretch | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(range);
    });
  }

  /** Ends it once it has answered. */
  async end(): Promise<void> {
    if (!this.#isOver) this.#worker.postMessage("end");
    await this.#exit.promise;
  }
}
