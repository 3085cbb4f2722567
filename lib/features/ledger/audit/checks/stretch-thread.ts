/** A thread of stretch-worker.ts, seen from outside. */
import { Worker } from "node:worker_threads";
import type { IndexRange, SoundStretch } from "./sound-stretch.ts";
import type { ThreadData } from "./stretch-worker.ts";

export class StretchThread {
  readonly #worker: Worker;
  /** Those who wait for its answers, in the order of their questions. */
  readonly #waiting: PromiseWithResolvers<SoundStretch | undefined>[] = [];
  readonly #exit = Promise.withResolvers<void>();
  /** Why it is over. */
  #error: unknown;

  constructor(data: ThreadData) {
    this.#worker = new Worker(new URL("./stretch-worker.ts", import.meta.url), { workerData: data });
    this.#worker.on("message", (stretch) => this.#waiting.shift()?.resolve(stretch));
    this.#worker.on("error", (error) => {
      this.#error = error;
    });
    this.#worker.on("exit", () => {
      this.#error ??= new Error("the thread is over");
      for (const { reject } of this.#waiting.splice(0)) reject(this.#error);
      this.#exit.resolve();
    });
  }

  /** As `StretchChecker.check`. @throws when the thread failed, or was ended. */
  check(range: IndexRange): Promise<SoundStretch | undefined> {
    if (this.#error) return Promise.reject(this.#error);
    const answer = Promise.withResolvers<SoundStretch | undefined>();
    this.#waiting.push(answer);
    this.#worker.postMessage(range);
    return answer.promise;
  }

  /** Ends it once it has answered. */
  async end(): Promise<void> {
    this.#worker.postMessage("end");
    await this.#exit.promise;
  }
}
