/** A table as CSV (RFC 4180) that spreadsheets open: streamed, as UTF-8, and never run as a formula. */
import { Readable } from "node:stream";
import type { Answer } from "./answer.ts";
import { attachmentHeader } from "./download.ts";
import { Places } from "./places.ts";

/** Each is a query after the other for as long as somebody takes what it gives. */
const TABLES_PER_CALLER_MAX = 4;
const TABLES_MAX = 16;
const EVERYBODY = "";
const writing = new Places();

// Spreadsheets read the file as UTF-8 when it begins with a byte order mark.
const BYTE_ORDER_MARK = "\ufeff";
// A spreadsheet runs a cell that begins like a formula, full-width signs included (OWASP, CSV Injection).
const LIKE_A_FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * A download that is read as fast as it is taken: one page of rows at a time is in memory.
 *
 * @param options.caller whose at most TABLES_PER_CALLER_MAX are under way; pages: rows of cells; a page that cannot be read breaks the download off, so that it does not look whole
 * @throws {SealbookError} `too_many_at_once`
 */
export function csvAnswer(options: {
  caller: string;
  filename: string;
  head: readonly string[];
  pages: AsyncGenerator<string[][]>;
}): Answer {
  const { caller, filename, head, pages } = options;
  const leave = writing.take([
    [caller, TABLES_PER_CALLER_MAX],
    [EVERYBODY, TABLES_MAX],
  ]);
  // A page is read when the one before it was taken.
  const payload = Readable.from(inLines(head, pages), { highWaterMark: 1 }).once("close", leave);
  return {
    status: 200,
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": attachmentHeader(filename) },
    payload,
  };
}

async function* inLines(head: readonly string[], pages: AsyncGenerator<string[][]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(head);
  for await (const rows of pages) yield rows.map(csvLine).join("");
}

/** A whole table, for one that is no download by itself. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map(csvLine).join("");
}

/** One line with its end. A cell like a formula gets an apostrophe, which makes it text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: string): string {
  const text = LIKE_A_FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
