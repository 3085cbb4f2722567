/** The stretches of a ledger, one after the other, checked ahead of the walk. */
import type { IndexRange, SoundStretch } from "./stretch.ts";

/** A multiple of a tile's 256, at which a checker holds some 3 MB and the queries' own cost does not count. */
const ENTRIES_PER_STRETCH = 8_192;
/** Stretches that a checker may have been asked for and that were not taken yet. */
const AHEAD_PER_CHECKER = 2;

/** A `StretchChecker`, here or in a thread. */
interface Checker {
  check: (range: IndexRange) => Promise<SoundStretch | undefined>;
}

export class Stretches {
  readonly #checkers: readonly Checker[];
  readonly #size: number;
  readonly #coming: Promise<SoundStretch | undefined>[] = [];
  #asked = 0;
  #taken = 0;

  /** @param size entries that the ledger has */
  constructor({ checkers, size }: { checkers: readonly Checker[]; size: number }) {
    this.#size = size;
    this.#checkers = checkers;
    for (let ahead = 0; ahead < checkers.length * AHEAD_PER_CHECKER; ahead++) this.#ask();
  }

  /** Where the next stretch ends, and what it consists of when it is sound; undefined after the last. */
  async next(): Promise<{ end: number; sound: SoundStretch | undefined } | undefined> {
    const { first, count } = this.#rangeOf(this.#taken);
    if (count <= 0) return undefined;
    this.#taken += 1;
    const sound = await this.#coming.shift();
    this.#ask();
    return { end: first + count, sound };
  }

  #rangeOf(number: number): IndexRange {
    const first = number * ENTRIES_PER_STRETCH;
    return { first, count: Math.min(ENTRIES_PER_STRETCH, this.#size - first) };
  }

  #ask(): void {
    const range = this.#rangeOf(this.#asked);
    const checker = this.#checkers[this.#asked % this.#checkers.length];
    if (range.count <= 0 || !checker) return;
    this.#asked += 1;
    // A checker that fails, for whatever reason, has nothing sound to tell: then the walk looks itself.
    this.#coming.push(checker.check(range).catch(() => undefined));
  }
}
