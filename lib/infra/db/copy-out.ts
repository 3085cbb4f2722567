/**
 * `COPY … TO STDOUT (FORMAT binary)`: many rows in their binary form, read where they lie in what the socket brought,
 * without an object a row (PostgreSQL manual: COPY, "Binary Format"; "COPY Operations").
 */
import type { ClientBase, Submittable, Connection as Wire } from "pg";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** Signature, flags, and the length of an extension that no version has yet. */
const HEADER_BYTES = SIGNATURE.length + 8;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
/** In place of a row's number of fields: no more rows. */
const END = -1;

/** One row, valid until the next: its fields lie in `bytes` from start to end. */
export class BinaryRow {
  bytes: Buffer = SIGNATURE;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(fields: number) {
    this.#starts = new Int32Array(fields);
    this.#ends = new Int32Array(fields);
  }

  start(field: number): number {
    return this.#starts[field] as number;
  }

  end(field: number): number {
    return this.#ends[field] as number;
  }

  /** Bytes of a field; -1 when it is null. */
  length(field: number): number {
    return this.end(field) - this.start(field);
  }

  /** A view of a field, valid as long as the row. */
  field(field: number): Buffer {
    return this.bytes.subarray(this.start(field), this.end(field));
  }

  /** Finds the fields of the row that begins at `at`. @throws {RangeError} when it has others than were asked for. */
  read(bytes: Buffer, at: number): void {
    this.bytes = bytes;
    if (bytes.readInt16BE(at) !== this.#starts.length) throw new RangeError("COPY sent rows of another width");
    let next = at + COUNT_BYTES;
    for (let field = 0; field < this.#starts.length; field++) {
      const length = bytes.readInt32BE(next);
      next += LENGTH_BYTES;
      this.#starts[field] = next;
      this.#ends[field] = next + length;
      next += Math.max(length, 0);
    }
  }
}

export interface CopyOptions {
  /** A query without parameters: COPY takes none. */
  sql: string;
  /** Columns that it selects. */
  fields: number;
  /** Called for each row; when it throws, no more are given to it. */
  onRow: (row: BinaryRow) => void;
}

/** Hands every row of a query to `onRow`. @throws what the database or `onRow` throws, once the answer has ended. */
export function copyOut(connection: ClientBase, options: CopyOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(new CopyOut(options, (error) => (error === undefined ? resolve() : reject(error))));
  });
}

/** What node-postgres calls as the answer comes in. */
class CopyOut implements Submittable {
  readonly #options: CopyOptions;
  readonly #row: BinaryRow;
  readonly #settle: (error: unknown) => void;
  #isBegun = false;
  #error: unknown;

  constructor(options: CopyOptions, settle: (error: unknown) => void) {
    this.#options = options;
    this.#row = new BinaryRow(options.fields);
    this.#settle = settle;
  }

  submit(wire: Wire): void {
    wire.query(`COPY (${this.#options.sql}) TO STDOUT (FORMAT binary)`);
  }

  /** The server sends one row a message, the first after the header. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#error !== undefined) return;
    try {
      const at = this.#isBegun ? 0 : skipHeader(chunk);
      this.#isBegun = true;
      if (at === chunk.length || chunk.readInt16BE(at) === END) return;
      this.#row.read(chunk, at);
      this.#options.onRow(this.#row);
    } catch (error) {
      this.#error = error;
    }
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#error);
  }
}

function skipHeader(chunk: Buffer): number {
  const isKnown = chunk.length >= HEADER_BYTES && chunk.subarray(0, SIGNATURE.length).equals(SIGNATURE);
  if (!isKnown || chunk.readBigInt64BE(SIGNATURE.length) !== 0n) throw new RangeError("COPY began with another header");
  return HEADER_BYTES;
}
