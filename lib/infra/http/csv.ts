/** A table as CSV (RFC 4180) that spreadsheets open: streamed, as UTF-8, and never run as a formula. */
import { Readable } from "node:stream";
import { BYTE_ORDER_MARK, csvLine } from "#lib/core/text/csv.ts";
import type { ApiErrorCode } from "#lib/words/error-codes.ts";
import type { Answer } from "./answer.ts";
import { attachmentHeader } from "./download.ts";
import { Places } from "./places.ts";

/** What the description of an endpoint says that answers so. */
export const TABLE = {
  produces: ["text/csv"],
  refuses: ["too_many_at_once"],
} as const satisfies { produces: readonly string[]; refuses: readonly ApiErrorCode[] };

/** Each is a query after the other for as long as somebody takes what it gives. */
const TABLES_PER_CALLER_MAX = 4;
const TABLES_MAX = 16;
const EVERYBODY = "";
const writing = new Places();

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
  const { head, pages, ...whose } = options;
  return linesAnswer({ ...whose, mediaType: "text/csv; charset=utf-8", pages: inLines(head, pages) });
}

/** As `csvAnswer`, of lines in another form. @param options.pages: text of many lines each */
export function linesAnswer(options: {
  caller: string;
  filename: string;
  mediaType: string;
  pages: AsyncGenerator<string>;
}): Answer {
  const { caller, filename, mediaType, pages } = options;
  const leave = writing.take([
    [caller, TABLES_PER_CALLER_MAX],
    [EVERYBODY, TABLES_MAX],
  ]);
  // A page is read when the one before it was taken.
  const payload = Readable.from(pages, { highWaterMark: 1 }).once("close", leave);
  return {
    status: 200,
    headers: { "content-type": mediaType, "content-disposition": attachmentHeader(filename) },
    payload,
  };
}

async function* inLines(head: readonly string[], pages: AsyncGenerator<string[][]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(head);
  for await (const rows of pages) yield rows.map(csvLine).join("");
}
