/** A body that comes in pieces, read by exact numbers of bytes: what was asked for is held, and hardly more. */

/** Bytes that all bodies hold together, and may hold. */
export class Budget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @throws {BudgetSpent} */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#bytesMax) throw new BudgetSpent();
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** Others hold the memory that there is. */
export class BudgetSpent extends Error {}

const FIRST_BYTES = 64 * 1024;

export class BodyReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #budget: Budget;
  #held = Buffer.alloc(0);
  /** Of what is held, bytes [start, end) have come and not been taken. */
  #start = 0;
  #end = 0;

  /** @param chunks a body; an error of it is its end, since what came before is whole all the same */
  constructor(chunks: AsyncIterable<Uint8Array>, budget: Budget) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#budget = budget;
  }

  /** Whether so many bytes have come; waits for them. @throws {BudgetSpent} */
  async has(bytes: number): Promise<boolean> {
    while (this.#end - this.#start < bytes) {
      const next = await this.#chunks.next().catch(() => ({ done: true as const, value: undefined }));
      if (next.done) return false;
      this.#put(next.value);
    }
    return true;
  }

  /** Of the bytes that have come. */
  uint8(at: number): number {
    return this.#held.readUInt8(this.#start + at);
  }

  /** Big-endian, of the bytes that have come. */
  uint16(at: number): number {
    return this.#held.readUInt16BE(this.#start + at);
  }

  /** So many of the bytes that have come. They are valid until more is waited for. */
  take(bytes: number): Buffer {
    const taken = this.#held.subarray(this.#start, this.#start + bytes);
    this.#start += bytes;
    return taken;
  }

  /** Gives back what it holds. */
  end(): void {
    this.#budget.give(this.#held.length);
    this.#held = Buffer.alloc(0);
  }

  #put(chunk: Uint8Array): void {
    const unread = this.#end - this.#start;
    if (this.#held.length - this.#end < chunk.length) {
      let length = Math.max(FIRST_BYTES, this.#held.length);
      while (length < unread + chunk.length) length *= 2;
      if (length > this.#held.length) {
        this.#budget.take(length - this.#held.length);
        const grown = Buffer.alloc(length);
        this.#held.copy(grown, 0, this.#start, this.#end);
        this.#held = grown;
      } else {
        // Bytes that were taken may still be looked at: they are not written over.
        const moved = Buffer.alloc(length);
        this.#held.copy(moved, 0, this.#start, this.#end);
        this.#held = moved;
      }
      this.#start = 0;
      this.#end = unread;
    }
    this.#held.set(chunk, this.#end);
    this.#end += chunk.length;
  }
}
