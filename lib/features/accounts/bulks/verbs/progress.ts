/** How far a bulk has come, for whoever reads its answers while it comes in. */
import type { AnsweredLines } from "../types.ts";

export class Progress {
  /** Lines that this request has sent and that are answered. */
  lines = 0;
  ended = false;
  /** Why it stopped before its end. */
  failure: unknown;
  /** What was answered last, so that whoever keeps up need not read it again. */
  latest: AnsweredLines | undefined;
  #moved = Promise.withResolvers<void>();

  advance(lines: number, latest?: AnsweredLines): void {
    this.lines = lines;
    this.latest = latest;
    this.#move();
  }

  end(failure?: unknown): void {
    this.ended = true;
    this.failure = failure;
    this.#move();
  }

  /** Until so many lines are answered, or no more will be. */
  async until(lines: number): Promise<void> {
    while (this.lines < lines && !this.ended) await this.#moved.promise;
  }

  #move(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}
