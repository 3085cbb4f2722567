/** The stretches of a ledger, one after the other, checked ahead of the walk. */
import type { IndexRange, SoundStretch } from "./sound-stretch.ts";

/** A multiple of a tile's 256, at which a checker holds some 3 MB and the queries' own cost does not count. */
const ENTRIES_PER_STRETCH = 8_192;
/** Stretches that a checker may be asked for at once: the next is there when it is done with one. */
const ASKED_PER_CHECKER = 2;
/** Stretches, for each checker, that may have been asked for and were not taken: while a thread starts, others go on. */
const AHEAD_PER_CHECKER = 4;

/** A `StretchChecker`, here or in a thread. */
export interface Checker {
  check: (range: IndexRange) => Promise<SoundStretch | undefined>;
}

const NOBODY: [Checker | undefined, number] = [undefined, Number.POSITIVE_INFINITY];

/** What no checker found sound, the walk looks at itself. */
export class Stretches {
  /** How many stretches each checker is at, or about to be. */
  readonly #busy: Map<Checker, number>;
  readonly #size: number;
  readonly #aheadMax: number;
  readonly #coming: Promise<SoundStretch | undefined>[] = [];
  #asked = 0;
  #taken = 0;

  /** @param size entries that the ledger has */
  constructor({ checkers, size }: { checkers: readonly Checker[]; size: number }) {
    this.#size = size;
    this.#busy = new Map(checkers.map((checker) => [checker, 0]));
    this.#aheadMax = checkers.length * AHEAD_PER_CHECKER;
    this.#ask();
  }

  /** Where the next stretch ends, and what it consists of when it is sound; undefined after the last. */
  async next(): Promise<{ end: number; sound: SoundStretch | undefined } | undefined> {
    const { first, count } = this.#rangeOf(this.#taken);
    if (count <= 0) return undefined;
    this.#taken += 1;
    this.#ask();
    return { end: first + count, sound: await this.#coming.shift() };
  }

  #rangeOf(number: number): IndexRange {
    const first = number * ENTRIES_PER_STRETCH;
    return { first, count: Math.min(ENTRIES_PER_STRETCH, this.#size - first) };
  }

  /** As many as there is somebody for: whoever has least to do. */
  #ask(): void {
    for (; this.#asked - this.#taken < this.#aheadMax; this.#asked += 1) {
      const range = this.#rangeOf(this.#asked);
      const [checker, busy] = [...this.#busy].reduce((least, other) => (other[1] < least[1] ? other : least), NOBODY);
      if (range.count <= 0 || (checker && busy >= ASKED_PER_CHECKER)) return;
      this.#coming.push(checker ? this.#check(checker, range) : Promise.resolve(undefined));
    }
  }

  /** By a checker that is asked no more once it has failed, for whatever reason. */
  async #check(checker: Checker, range: IndexRange): Promise<SoundStretch | undefined> {
    this.#count(checker, 1);
    try {
      return await checker.check(range);
    } catch {
      this.#busy.delete(checker);
      return undefined;
    } finally {
      this.#count(checker, -1);
      this.#ask();
    }
  }

  #count(checker: Checker, change: 1 | -1): void {
    const busy = this.#busy.get(checker);
    if (busy !== undefined) this.#busy.set(checker, busy + change);
  }
}
