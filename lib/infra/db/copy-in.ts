/** `COPY … FROM STDIN` in its text format: many rows in one message, read by the server without a parameter each (PostgreSQL manual: COPY, "Text Format"). */
import type { ClientBase, Submittable, Connection as Wire } from "pg";

/** What node-postgres has for it, and its types do not name. */
type CopyWire = Wire & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** @param options.into table and columns; rows: lines of COPY's text format, each ended. @throws what the database throws */
export function copyIn(connection: ClientBase, options: { into: string; rows: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(new CopyIn(options, (error) => (error === undefined ? resolve() : reject(error))));
  });
}

/** A text as COPY takes it. */
export function copyText(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : text;
}

/** The UTF-8 of a text as a `bytea`, in the escape format of that type. @param text without NUL */
export function copyBytes(text: string): string {
  return copyText(text.includes("\\") ? text.replaceAll("\\", "\\\\") : text);
}

/** No value. */
export const COPY_NULL = "\\N";

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

class CopyIn implements Submittable {
  readonly #options: { into: string; rows: string };
  readonly #settle: (error: unknown) => void;

  constructor(options: { into: string; rows: string }, settle: (error: unknown) => void) {
    this.#options = options;
    this.#settle = settle;
  }

  submit(wire: Wire): void {
    wire.query(`COPY ${this.#options.into} FROM STDIN`);
  }

  handleCopyInResponse(wire: Wire): void {
    const { rows } = this.#options;
    (wire as CopyWire).sendCopyFromChunk(Buffer.from(rows));
    (wire as CopyWire).endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(undefined);
  }
}
