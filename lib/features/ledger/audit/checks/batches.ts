/** What the walk takes its entries from: a stretch that is sound, or rows to look at one by one. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { Once } from "./once.ts";
import { EntryReader, type EntryRow, type Source } from "./rows.ts";
import type { BlockRun, HeaderLeaf, SoundStretch } from "./sound-stretch.ts";
import type { Stretches } from "./stretches.ts";

/** Entries from index `first` to below `end`. */
export type Batch = { first: number; end: number } & ({ sound: SoundStretch } | { rows: EntryRow[] });

/** What the entries of a block have to agree with. */
export interface BlockClaim {
  height: number;
  /** Entries in the tree once the block is in it. */
  end: number;
  /** The last millisecond at which they may have been received. */
  latest: number;
  /** The leaf that is the block's header, where it has one. */
  header: HeaderLeaf | undefined;
}

export class Batches {
  readonly #source: Source;
  readonly #stretches: Stretches;
  /** What the stretches so far show of their evidence. */
  readonly once = new Once();
  #batch: Batch = { first: 0, end: 0, rows: [] };
  /** Reads what is not known to be sound: a stretch, the rest of one, or what lies beyond the last. */
  #reader: EntryReader | undefined;

  constructor(source: Source, stretches: Stretches) {
    this.#source = source;
    this.#stretches = stretches;
  }

  /** What there is from `index` on, where a block goes on; it may reach beyond that block, or be empty. */
  async at(index: number, block: BlockClaim): Promise<Batch> {
    if (index === this.#batch.end) this.#batch = await this.#next(index);
    if ("rows" in this.#batch || isOf(this.#batch.sound, { index, block })) return this.#batch;
    this.#reader = new EntryReader(this.#source, { first: index, end: this.#batch.end });
    this.#batch = await this.#next(index);
    return this.#batch;
  }

  async #next(index: number): Promise<Batch> {
    if (!this.#reader || this.#reader.end === index) {
      const stretch = await this.#stretches.next();
      if (stretch) this.once.add(stretch.sound?.sequences);
      this.#reader = undefined;
      if (stretch?.sound) return { first: index, end: stretch.end, sound: stretch.sound };
      this.#reader = new EntryReader(this.#source, { first: index, end: stretch?.end });
    }
    const rows = await this.#reader.next();
    return { first: index, end: index + rows.length, rows };
  }
}

/** Whether all entries from `index` on that are the block's say so, and none of them came after it. */
function isOf({ runs, first, count }: SoundStretch, { index, block }: { index: number; block: BlockClaim }): boolean {
  const run = runs.find(({ end }) => end > index);
  const end = Math.min(block.end, first + count);
  if (run?.height !== block.height || run.end !== end || run.received > block.latest) return false;
  return hasHeaders(run, end === block.end ? block.header : undefined);
}

/** Whether of the run's entries only the block's header has no evidence, and says what that says. */
function hasHeaders({ headers }: BlockRun, expected: HeaderLeaf | undefined): boolean {
  const [header, ...others] = headers;
  if (!header || !expected) return header === expected;
  return others.length === 0 && header.index === expected.index && equalBytes(header.bytes, expected.bytes);
}
