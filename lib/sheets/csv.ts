/** Tables as text (RFC 4180, and what spreadsheets make of it): commas, semicolons or tabs, in whatever encoding. */
import { CsvError, parse } from "csv-parse/sync";
import { type Cell, type Row, SheetError, type SheetFault } from "./cell.ts";
import { decode, detectEncoding, type Encoding } from "./decode.ts";
import { CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX, ROWS_TOLD } from "./limits.ts";

const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface CsvTable {
  encoding: Encoding;
  delimiter: Delimiter;
  /** Lines that are not empty, each with the number of the line that it begins on. */
  rows: Row[];
}

/** By which a delimiter is chosen. */
const PROBE_ROWS = 20;

/**
 * Cells are texts exactly as they stand: no trimming, no numbers, no formulas.
 *
 * @param said what a person chose instead of what was found
 * @throws {SheetError} with the line
 */
export function readCsv(
  bytes: Uint8Array,
  said: { encoding?: Encoding; delimiter?: Delimiter; rowsMax?: number; onRows?: (rows: number) => void } = {},
): CsvTable {
  if (bytes.length === 0) throw new SheetError("empty_file");
  const encoding = said.encoding ?? detectEncoding(bytes);
  const text = decode(bytes, encoding);
  if (text.includes("\0")) throw new SheetError("not_text");
  const delimiter = said.delimiter ?? delimiterOf(text);
  const rowsMax = said.rowsMax ?? ROWS_MAX;
  const rows = parseRows(text, delimiter, { rowsWanted: rowsMax + 1, onRows: said.onRows });
  if (rows.length > rowsMax) throw new SheetError("too_many_rows", rows.at(-1)?.number);
  if (rows.length === 0) throw new SheetError("empty_file");
  return { encoding, delimiter, rows };
}

/** The one that makes the first lines widest and of one width; a comma where none does. */
function delimiterOf(text: string): Delimiter {
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(text, delimiter) }));
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

function scoreOf(text: string, delimiter: Delimiter): number {
  try {
    const widths = parseRows(text, delimiter, { rowsWanted: PROBE_ROWS }).map((row) => row.cells.length);
    const [first = 1] = widths;
    return first * (widths.length === 0 ? 1 : widths.filter((width) => width === first).length / widths.length);
  } catch (error) {
    // Too many columns are columns all the same.
    return error instanceof SheetError && error.fault === "too_many_columns" ? COLUMNS_MAX : 0;
  }
}

const LINE_END = /\r\n|\r|\n/g;

/** Thrown to end the parser: it has no other way to stop at rows that hold something. */
const ENOUGH = new Error("enough rows");

interface Parsed {
  record: string[];
  /** With its line end. */
  raw: string;
}

/** @param wanted rowsWanted: of those that hold something; reading ends with them */
function parseRows(
  text: string,
  delimiter: Delimiter,
  { rowsWanted, onRows }: { rowsWanted: number; onRows?: ((rows: number) => void) | undefined },
): Row[] {
  const rows: Row[] = [];
  let line = 1;
  try {
    parse(text, {
      delimiter,
      raw: true,
      relax_column_count: true,
      // Said, since a file may mix them, and the first found would count alone.
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (parsed: unknown) => {
        const { record, raw } = parsed as Parsed;
        const row = { number: line, cells: record.map(toCell) };
        // The library's own count takes a line end of two characters within quotes for two.
        line += raw.match(LINE_END)?.length ?? 0;
        if (record.length > COLUMNS_MAX) throw new SheetError("too_many_columns", row.number);
        if (record.some((cell) => cell.length > CELL_CHARS_MAX)) throw new SheetError("cell_too_long", row.number);
        if (record.some((cell) => cell.trim() !== "") && rows.push(row) % ROWS_TOLD === 0) onRows?.(rows.length);
        if (rows.length >= rowsWanted) throw ENOUGH;
        return null;
      },
    });
  } catch (error) {
    if (error === ENOUGH) return rows;
    if (error instanceof CsvError) throw new SheetError(FAULT_OF[error.code] ?? "damaged", line);
    throw error;
  }
  return rows;
}

const FAULT_OF: Record<string, SheetFault> = {
  CSV_QUOTE_NOT_CLOSED: "quote_open",
  INVALID_OPENING_QUOTE: "quote_astray",
  CSV_INVALID_CLOSING_QUOTE: "quote_astray",
};

function toCell(text: string): Cell {
  return text === "" ? { kind: "empty" } : { kind: "text", text };
}
