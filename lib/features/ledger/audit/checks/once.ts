/**
 * That no piece of evidence has two entries, shown by the sequence numbers of the rows that stretches led to. Whatever they
 * are, a row has the same number wherever it is met; so rows with different numbers are different rows.
 *
 * Entries follow each other as their evidence was numbered, but for what was recorded while a block was being made. Each
 * stretch is therefore held against the one before, and both have to lie above all others; where they do not, nothing
 * is shown.
 */
export class Once {
  /** All evidence so far was met once. */
  isShown = true;
  /** The highest number before the last stretch. */
  #highest = Number.NEGATIVE_INFINITY;
  #last: Float64Array = new Float64Array();

  /** @param sequences of the next stretch, in their order; undefined where they are not known */
  add(sequences: Float64Array | undefined): void {
    this.isShown &&= sequences !== undefined && this.#areOthers(sequences);
    if (!this.isShown || !sequences) return;
    this.#highest = Math.max(this.#highest, this.#last.at(-1) ?? this.#highest);
    this.#last = sequences;
  }

  #areOthers(sequences: Float64Array): boolean {
    let at = 0;
    let last = this.#highest;
    for (const sequence of sequences) {
      while ((this.#last[at] ?? sequence) < sequence) at += 1;
      if (sequence <= last || this.#last[at] === sequence) return false;
      last = sequence;
    }
    return true;
  }
}
