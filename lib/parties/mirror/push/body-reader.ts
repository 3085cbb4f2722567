/** A body that comes in pieces, read by exact numbers of bytes: what was asked for is held, and hardly more. */
import { setTimeout as sleep } from "node:timers/promises";

/** Bytes that all bodies of several hold together, and may hold; those of one client are a part of what all may. */
export class Budget {
  readonly #bytesMax: number;
  readonly #whole: Budget | undefined;
  #bytes = 0;

  constructor(bytesMax: number, whole?: Budget) {
    this.#bytesMax = bytesMax;
    this.#whole = whole;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {BudgetSpent} */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#bytesMax) throw new BudgetSpent();
    this.#whole?.take(bytes);
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#whole?.give(bytes);
    this.#bytes -= bytes;
  }
}

/** Others hold the memory that there is. */
export class BudgetSpent extends Error {}

const FIRST_BYTES = 64 * 1024;

/** How slowly a body may come: what of it is waited for longer does not come. */
export interface Pace {
  bytesPerSecondMin: number;
  /** Waited for all of it, before its rate counts. */
  graceMs: number;
}
/** 16 MiB, the most that a package has, come in two minutes. */
const PACE: Pace = { bytesPerSecondMin: 128 * 1024, graceMs: 10_000 };

export class BodyReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #budget: Budget;
  #held = Buffer.alloc(0);
  /** Of what is held, bytes [start, end) have come and not been taken. */
  #start = 0;
  #end = 0;
  readonly #pace: Pace;
  #waitedMs = 0;
  #come = 0;

  /** @param chunks a body; an error of it is its end, since what came before is whole all the same, and so is too slow a pace */
  constructor(chunks: AsyncIterable<Uint8Array>, budget: Budget, pace: Pace = PACE) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#budget = budget;
    this.#pace = pace;
  }

  /** Whether so many bytes have come; waits for them. @throws {BudgetSpent} */
  async has(bytes: number): Promise<boolean> {
    while (this.#end - this.#start < bytes) {
      const next = await this.#next();
      if (next.done) return false;
      this.#put(next.value);
    }
    return true;
  }

  /** Only waiting counts: what is done with the bytes may take its time. */
  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const end = { done: true, value: undefined } as const;
    const { bytesPerSecondMin, graceMs } = this.#pace;
    const leftMs = graceMs + (this.#come / bytesPerSecondMin) * 1_000 - this.#waitedMs;
    const started = performance.now();
    const late = new AbortController();
    const next = await Promise.race([
      this.#chunks.next().catch(() => end),
      sleep(Math.max(0, leftMs), end, { signal: late.signal, ref: false }).catch(() => end),
    ]);
    late.abort();
    this.#waitedMs += performance.now() - started;
    if (!next.done) this.#come += next.value.length;
    return next;
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
