/**
 * `COPY … TO STDOUT (FORMAT binary)`: many rows in their binary form, read where they lie in what the socket brought,
 * without an object a row (PostgreSQL manual: COPY, "Binary Format"; "COPY Operations").
 */
import { Socket } from "node:net";
import type { ClientBase, Submittable, Connection as Wire } from "pg";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** Signature, flags, and the length of an extension that no version has yet. */
const HEADER_BYTES = SIGNATURE.length + 8;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
const TYPE_BYTES = 1;
/** A message's type and length, before what it says. */
const HEAD_BYTES = TYPE_BYTES + LENGTH_BYTES;
/** Messages of the protocol ("Message Formats"): a row, and that rows will come. */
const COPY_DATA = 0x64;
const COPY_OUT_RESPONSE = 0x48;
/** In place of a row's number of fields: no more rows. */
const END = -1;

/** Bytes of the answer, and a view of them, which reads numbers many times as fast. */
interface Chunk {
  bytes: Buffer;
  view: DataView;
}

/** One row, valid until the next: its fields lie in `bytes` from start to end. */
export class BinaryRow {
  bytes: Buffer = SIGNATURE;
  /** The same bytes. */
  view: DataView = viewOf(SIGNATURE);
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
  read({ bytes, view }: Chunk, at: number): void {
    this.bytes = bytes;
    this.view = view;
    if (view.getInt16(at) !== this.#starts.length) throw new RangeError("COPY sent rows of another width");
    let next = at + COUNT_BYTES;
    for (let field = 0; field < this.#starts.length; field++) {
      const length = view.getInt32(next);
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

/** Read at once: as much as a server sends ahead while rows are being looked at. */
const READ_BYTES = 256 * 1024;

/** A socket that hands out the bytes of a COPY where it read them, in one buffer for all, instead of a new one each time. */
export class CopySocket extends Socket {
  /** Whoever listens is done with the bytes when it returns. */
  isCopying = false;

  constructor() {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    super({
      onread: {
        buffer,
        callback: (length) => {
          const bytes = buffer.subarray(0, length);
          this.emit("data", this.isCopying ? bytes : Buffer.from(bytes));
          return true; // goes on reading
        },
      },
    });
  }
}

type Listener = (bytes: Buffer) => void;

/**
 * What node-postgres calls as the answer comes in. It would make an object, a buffer and two events of each row; while
 * nothing but rows comes, they are taken from the socket itself, and with the first other message it has it back.
 */
class CopyOut implements Submittable {
  readonly #options: CopyOptions;
  readonly #row: BinaryRow;
  readonly #settle: (error: unknown) => void;
  #isBegun = false;
  #error: unknown;
  /** Of a message whose end has not come yet: its pieces, their bytes, and how many it takes to know more. */
  #pieces: Buffer[] = [];
  #length = 0;
  #needed = 0;

  constructor(options: CopyOptions, settle: (error: unknown) => void) {
    this.#options = options;
    this.#row = new BinaryRow(options.fields);
    this.#settle = settle;
  }

  submit(wire: Wire): void {
    const { stream } = wire;
    const others = stream.rawListeners("data") as Listener[];
    const take = (bytes: Buffer) => {
      const rest = this.#takeMessages(bytes);
      if (!rest) return;
      if (stream instanceof CopySocket) stream.isCopying = false;
      stream.off("data", take);
      for (const other of others) stream.on("data", other);
      for (const other of others) other(rest);
    };
    if (stream instanceof CopySocket) stream.isCopying = true;
    for (const other of others) stream.off("data", other);
    stream.on("data", take);
    wire.query(`COPY (${this.#options.sql}) TO STDOUT (FORMAT binary)`);
  }

  /** @returns everything from the first message on that is neither a row nor the announcement of rows. */
  #takeMessages(bytes: Buffer): Buffer | undefined {
    let at = 0;
    while (this.#length > 0) {
      const piece = bytes.subarray(at, at + this.#needed - this.#length);
      this.#pieces.push(Buffer.from(piece));
      this.#length += piece.length;
      at += piece.length;
      if (this.#length < this.#needed) return undefined;
      const other = this.#takeWhole(Buffer.concat(this.#pieces));
      if (other) return Buffer.concat([other, bytes.subarray(at)]);
    }
    return this.#takeWhole(bytes.subarray(at));
  }

  /** Takes messages up to the last whole one. @returns as above */
  #takeWhole(bytes: Buffer): Buffer | undefined {
    const chunk = { bytes, view: viewOf(bytes) };
    let at = 0;
    let end = HEAD_BYTES;
    while (end <= bytes.length) {
      const type = bytes[at];
      if (type !== COPY_DATA && type !== COPY_OUT_RESPONSE) return Buffer.from(bytes.subarray(at));
      end = at + TYPE_BYTES + chunk.view.getUint32(at + TYPE_BYTES);
      if (end > bytes.length) break;
      if (type === COPY_DATA) this.#takeRow(chunk, at + HEAD_BYTES, end);
      at = end;
      end += HEAD_BYTES;
    }
    this.#pieces = at < bytes.length ? [Buffer.from(bytes.subarray(at))] : [];
    this.#length = bytes.length - at;
    this.#needed = end - at;
    return undefined;
  }

  /** The server sends one row a message, the first after the header. */
  #takeRow(chunk: Chunk, start: number, end: number): void {
    if (this.#error !== undefined) return;
    try {
      const at = this.#isBegun ? start : skipHeader(chunk.bytes, start);
      this.#isBegun = true;
      if (at === end || chunk.view.getInt16(at) === END) return;
      this.#row.read(chunk, at);
      this.#options.onRow(this.#row);
    } catch (error) {
      this.#error = error;
    }
  }

  /** A row after a message that was none, such as a notice. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#takeRow({ bytes: chunk, view: viewOf(chunk) }, 0, chunk.length);
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#error);
  }
}

/** The same bytes, to read numbers from. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function skipHeader(bytes: Buffer, at: number): number {
  const end = at + SIGNATURE.length;
  const isKnown = bytes.subarray(at, end).equals(SIGNATURE) && bytes.readBigInt64BE(end) === 0n;
  if (!isKnown) throw new RangeError("COPY began with another header");
  return at + HEADER_BYTES;
}
