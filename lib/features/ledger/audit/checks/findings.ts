/**
 * What an audit finds: the first finding alone, or each that can be told apart. What becomes meaningless by a finding, because it rests on what
 * is wrong, is named once and not checked.
 */
import { type Finding, Mismatch } from "./finding.ts";

/**
 * blocks: and their entries, records and nodes, from an entry on; roots: and checkpoints, from a block on; rest: there were too many findings.
 */
export const UNCHECKED = ["blocks", "roots", "since", "waiting", "rest"] as const;
export interface Unchecked {
  what: (typeof UNCHECKED)[number];
  /** Index of an entry, or height of a block. */
  from?: number;
}

/** Whoever has more of them has to begin elsewhere. */
const FINDINGS_MAX = 10_000;
const ROWS_MAX = 1_000;

export class Findings {
  /** The first is what an audit that ends there names. */
  readonly list: Finding[] = [];
  readonly unchecked: Unchecked[] = [];
  readonly isAll: boolean;
  readonly #known = new Set<string>();

  constructor({ all }: { all: boolean }) {
    this.isAll = all;
  }

  /** How many rows of a kind that there must not be are looked for at once. */
  get rowsMax(): number {
    return this.isAll ? ROWS_MAX : 1;
  }

  /** @throws {Mismatch} it, unless all are wanted, and when there are too many. */
  add(mismatch: Mismatch): void {
    const { finding } = mismatch;
    const name = JSON.stringify([finding.table, finding.key, finding.column]);
    if (!this.#known.has(name)) this.list.push(finding);
    this.#known.add(name);
    if (!this.isAll || this.list.length >= FINDINGS_MAX) throw mismatch;
  }

  /** What `work` returns; undefined when it threw a mismatch, which is kept. @throws as `add` */
  try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.add(error);
      return undefined;
    }
  }

  /** As `try`. */
  async tryAsync<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.add(error);
      return undefined;
    }
  }
}
