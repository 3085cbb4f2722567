/** A table as CSV (RFC 4180) that spreadsheets open, and never run as a formula. */

/** Spreadsheets read a file as UTF-8 when it begins with it. */
export const BYTE_ORDER_MARK = "\ufeff";
// A spreadsheet runs a cell that begins like a formula, full-width signs included (OWASP, CSV Injection).
const LIKE_A_FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

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
