/** Listeners that hear of many changes no more often than a person can see them. */

/** Ten times a second. */
const INTERVAL_MS = 100;

export class TellLater {
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waits = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The first change is told at once, those that follow closely are told together. */
  tell(): void {
    if (this.#timer !== undefined) {
      this.#waits = true;
      return;
    }
    this.#waits = false;
    for (const listener of this.#listeners) listener();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waits) this.tell();
    }, INTERVAL_MS);
  }
}
