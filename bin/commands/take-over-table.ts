/** Rows of a table of another service's records: what each says of itself, under whatever headings people give such columns. */
import type { Context } from "#lib/infra/terminal/command.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import { type Cell, SheetError, textOf } from "#lib/sheets/cell.ts";
import { readTable } from "#lib/sheets/read-table.ts";

/** As a member of a line of JSON is called, and as a column may be. */
const HEADINGS = {
  sha256: /^(sha-?256( digest)?|digest|hash|摘要|摘要值|哈希|哈希值|sha-?256 ?(摘要|哈希)?值?)$/i,
  sm3: /^(sm3( digest)?|sm3 ?(摘要|哈希)?值?)$/i,
  name: /^(name|file ?name|名称|文件名|文件名称)$/i,
  size: /^(size|bytes|大小|字节数)$/i,
  service: /^(service|platform|服务|原服务|原存证服务|平台|原平台|存证平台)$/i,
  id: /^(id|record( id| no\.?| number)?|编号|记录编号|存证编号)$/i,
  transaction: /^(tx|transaction|(tx|transaction) ?(hash|id)|交易|交易哈希|交易编号)$/i,
  block: /^(block|block ?(height|number)|height|区块|区块高度|块高)$/i,
  certificate: /^(certificate( no\.?| number)?|证书编号|公证书编号)$/i,
  time: /^(time|timestamp|stated time|时间|存证时间|上链时间)$/i,
  receipt: /^(receipt|receipt file|凭证|凭证文件|原凭证)$/i,
} as const;
export type Column = keyof typeof HEADINGS;
const COLUMNS = Object.keys(HEADINGS) as Column[];

export interface TableRow {
  /** As the program or editor that shows the table counts. */
  line: number;
  values: Partial<Record<Column, string>>;
  /** All other columns that hold something. */
  others: [string, string][];
  /** Name of what cannot be read of it: a cell with a fault, or what is no text in JSON; empty: the line as a whole. */
  unreadable?: string;
}

/** @throws {CommandError} for what is no table, or has no column of digests */
export async function readRows(path: string, bytes: Uint8Array, context: Context): Promise<TableRow[]> {
  return isJson(bytes) ? jsonRows(bytes) : await sheetRows(path, bytes, context);
}

const BRACE = 0x7b;
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf];

function isJson(bytes: Uint8Array): boolean {
  return bytes.find((byte) => !BLANKS.includes(byte)) === BRACE;
}

async function sheetRows(path: string, bytes: Uint8Array, { say }: Context): Promise<TableRow[]> {
  const { rows } = await readTable(bytes).catch((error: unknown) => {
    if (!(error instanceof SheetError)) throw error;
    const values = { path, reason: error.fault, row: error.row ?? 0 };
    throw new CommandError(say("importCertificates.badTable", values), { code: "file_malformed" });
  });
  const headings = (rows[0]?.cells ?? []).map((cell) => (textOf(cell) ?? "").trim());
  const columns = headings.map((heading) => COLUMNS.find((column) => HEADINGS[column].test(heading)));
  const named = headings.filter((heading) => heading !== "");
  const isClear = new Set(named).size === named.length && COLUMNS.every((each) => countOf(columns, each) <= 1);
  if (!isClear || !columns.includes("sha256"))
    throw new CommandError(say("takeOver.badHeadings", { path }), { code: "file_malformed" });
  return rows.slice(1).map(({ number, cells }) => rowOf(number, { headings, columns, cells }));
}

const countOf = (columns: readonly (Column | undefined)[], column: Column): number =>
  columns.filter((each) => each === column).length;

function rowOf(line: number, given: { headings: string[]; columns: (Column | undefined)[]; cells: Cell[] }): TableRow {
  const row: TableRow = { line, values: {}, others: [] };
  for (const [at, heading] of given.headings.entries()) {
    const cell = given.cells[at];
    const text = cell === undefined ? "" : textOf(cell);
    const column = given.columns[at];
    if (text === undefined) row.unreadable ??= column ?? heading;
    else take(row, { column, heading, text: text.trim() });
  }
  return row;
}

function take(
  row: TableRow,
  { column, heading, text }: { column: Column | undefined; heading: string; text: string },
): void {
  if (text === "") return;
  if (column !== undefined) row.values[column] = text;
  else if (heading !== "") row.others.push([heading, text]);
}

const LINE_END = /\r\n|\n/;

function jsonRows(bytes: Uint8Array): TableRow[] {
  const lines = new TextDecoder("utf-8").decode(bytes).split(LINE_END);
  return lines.flatMap((text, at) => (text.trim() === "" ? [] : [jsonRow(at + 1, text)]));
}

function jsonRow(line: number, text: string): TableRow {
  const row: TableRow = { line, values: {}, others: [] };
  const members = membersOf(text);
  // A text that was no UTF-8 has this character where it was not.
  if (members === undefined || text.includes("\ufffd")) return { ...row, unreadable: "" };
  for (const [name, value] of members) {
    const column = COLUMNS.find((each) => each === name);
    if (typeof value === "string" || (typeof value === "number" && Number.isFinite(value)))
      take(row, { column, heading: name, text: String(value).trim() });
    else if (value !== null) row.unreadable ??= name;
  }
  return row;
}

function membersOf(text: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}
