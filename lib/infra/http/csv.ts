/** A table as CSV (RFC 4180) that spreadsheets open: streamed, as UTF-8, and never run as a formula. */
import { attachmentHeader } from "./download.ts";

// Spreadsheets read the file as UTF-8 when it begins with a byte order mark.
const BYTE_ORDER_MARK = "\ufeff";
// A spreadsheet runs a cell that begins like a formula, full-width signs included (OWASP, CSV Injection).
const LIKE_A_FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * A download that is read as fast as it is taken: one page of rows at a time is in memory.
 *
 * @param options.pages rows of cells; a page that cannot be read breaks the download off, so that it does not look whole
 */
export function csvResponse(options: {
  filename: string;
  head: readonly string[];
  pages: AsyncGenerator<string[][]>;
}): Response {
  const { filename, head, pages } = options;
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(BYTE_ORDER_MARK + csvLine(head)));
    },
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map(csvLine).join("")));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": attachmentHeader(filename),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** One line with its end. A cell like a formula gets an apostrophe, which makes it text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: string): string {
  const text = LIKE_A_FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
