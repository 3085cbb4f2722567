/**
 * Asks whether records are anchored yet, for everything on the page that waits for one: one request at a time, ever
 * more slowly. A hidden page asks nothing.
 *
 * The ledger takes what waits in the order of recording, so each round begins with the oldest and ends with the first
 * that still waits: many files cost hardly more questions than one.
 */

const FIRST_DELAY_MS = 700;
const DELAY_FACTOR = 1.5;
const DELAY_MAX_MS = 15_000;
/** About twelve minutes without news; after that the page has to be reloaded to learn more. */
const ROUNDS_MAX = 50;
/** A block is due every second or so: waiting longer than this is worth a word. */
const LATE_MS = 30_000;

/** waiting: recorded, not anchored yet. late: and it takes longer than it should. */
export type AnchorNews = "waiting" | "late" | "anchored";

export interface AnchorWatchOptions {
  /** Whether the record is anchored; a failure counts as no and is asked again. */
  ask: (id: string) => Promise<boolean>;
  isHidden: () => boolean;
}

interface Waiting {
  since: number;
  listeners: Set<() => void>;
}

export class AnchorWatch {
  readonly #options: AnchorWatchOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #news = new Map<string, AnchorNews>();
  #delay = FIRST_DELAY_MS;
  #rounds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;

  constructor(options: AnchorWatchOptions) {
    this.#options = options;
  }

  news(id: string): AnchorNews {
    return this.#news.get(id) ?? "waiting";
  }

  /** Watches a record until it is anchored or nobody listens. @returns how to stop listening */
  subscribe(id: string, listener: () => void): () => void {
    if (this.news(id) === "anchored") return () => {};
    const waiting = this.#waiting.get(id) ?? { since: Date.now(), listeners: new Set() };
    waiting.listeners.add(listener);
    this.#waiting.set(id, waiting);
    // Something new is about to happen: ask briskly again.
    this.#delay = FIRST_DELAY_MS;
    this.#rounds = 0;
    this.#schedule();
    return () => {
      waiting.listeners.delete(listener);
      if (waiting.listeners.size === 0) this.#waiting.delete(id);
    };
  }

  #schedule(): void {
    if (this.#asking || this.#waiting.size === 0 || this.#rounds >= ROUNDS_MAX) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), this.#delay);
  }

  async #round(): Promise<void> {
    this.#asking = true;
    this.#delay = Math.min(this.#delay * DELAY_FACTOR, DELAY_MAX_MS);
    if (!this.#options.isHidden()) {
      this.#rounds += 1;
      // Ids are UUIDv7: their order is the order of recording.
      for (const id of [...this.#waiting.keys()].sort()) {
        const anchored = await this.#options.ask(id).catch(() => false);
        if (!anchored) break;
        this.#tell(id, "anchored");
      }
      for (const [id, { since }] of this.#waiting) if (Date.now() - since > LATE_MS) this.#tell(id, "late");
    }
    this.#asking = false;
    this.#schedule();
  }

  #tell(id: string, news: AnchorNews): void {
    const listeners = this.#waiting.get(id)?.listeners;
    if (news === "anchored") this.#waiting.delete(id);
    if (this.news(id) === news) return;
    this.#news.set(id, news);
    for (const listener of listeners ?? []) listener();
  }
}
