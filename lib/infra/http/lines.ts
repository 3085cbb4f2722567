/** A body of lines as it comes: cut at line feeds, whatever pieces the network makes of it. */

export const NDJSON = "application/x-ndjson";

/** A line without its end, or that it was longer than it may be: nothing of it is kept then. */
export type RawLine = Buffer | "too_long";

const LINE_FEED = 0x0a;

export class LineSplitter {
  readonly #bytesMax: number;
  #parts: Buffer[] = [];
  #length = 0;

  /** @param bytesMax of a line */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that end in this piece. */
  *split(piece: Buffer): Generator<RawLine> {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      this.#keep(piece.subarray(from, end));
      yield this.#take();
      from = end + 1;
    }
    this.#keep(piece.subarray(from));
  }

  /** What came behind the last line feed, for a body that ends without one; undefined where nothing did. */
  end(): RawLine | undefined {
    return this.#length === 0 ? undefined : this.#take();
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#length += part.length;
    if (this.#length > this.#bytesMax) this.#parts = [];
    else this.#parts.push(part);
  }

  #take(): RawLine {
    const [only] = this.#parts;
    const isTooLong = this.#length > this.#bytesMax;
    const line = this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return isTooLong ? "too_long" : line;
  }
}
