/**
 * Whether the connection carries: after something that will pass by itself, nothing is sent for a while, longer each time, and at once
 * when the browser says that the network is back.
 */

const FIRST_DELAY_MS = 1_500;
const DELAY_FACTOR = 2;
const DELAY_MAX_MS = 30_000;

export class UploadLine {
  readonly #resume: () => void;
  #delay = FIRST_DELAY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param resume what is to be tried again */
  constructor(resume: () => void) {
    this.#resume = resume;
    globalThis.window?.addEventListener("online", () => this.#try());
  }

  /** Nothing is to be sent for now. */
  get isDown(): boolean {
    return this.#timer !== undefined;
  }

  works(): void {
    this.#delay = FIRST_DELAY_MS;
    if (this.isDown) this.#try();
  }

  /** Several that fail together are one failure. */
  failed(): void {
    if (this.isDown) return;
    this.#timer = setTimeout(() => this.#try(), this.#delay);
    this.#delay = Math.min(this.#delay * DELAY_FACTOR, DELAY_MAX_MS);
  }

  #try(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#resume();
  }
}
