/** A table from a file, whatever it is called: the bytes say what it is. */
import { type Row, SheetError } from "./cell.ts";
import { type CsvTable, type Delimiter, readCsv } from "./csv.ts";
import type { Encoding } from "./decode.ts";
import { ROWS_MAX } from "./limits.ts";
import { openPackage, type Package } from "./package.ts";
import { readWorkbook } from "./workbook.ts";
import { readWorksheet } from "./worksheet.ts";

export type Table =
  | ({ kind: "csv" } & CsvTable)
  | {
      kind: "xlsx";
      /** Which one was read, and which there are. */
      sheet: string;
      sheets: { name: string; hidden: boolean }[];
      rows: Row[];
    };

export interface Said {
  encoding?: Encoding;
  delimiter?: Delimiter;
  /** Name of a worksheet; the first that is not hidden unless said. */
  sheet?: string;
  /** Of rows that hold something, the header among them; a worksheet's own limit unless said. */
  rowsMax?: number;
  /** Hears how many rows have been read, now and then. */
  onRows?: (rows: number) => void;
}

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const PDF = [0x25, 0x50, 0x44, 0x46];

/** @throws {SheetError} that says what the file is instead, or where it is wrong */
export async function readTable(bytes: Uint8Array, said: Said = {}): Promise<Table> {
  if (bytes.length === 0) throw new SheetError("empty_file");
  if (startsWith(bytes, OLE)) throw new SheetError(isEncrypted(bytes) ? "encrypted" : "old_excel");
  if (startsWith(bytes, PDF)) throw new SheetError("not_a_table");
  if (!startsWith(bytes, ZIP)) return { kind: "csv", ...readCsv(bytes, said) };
  const from = await openPackage(bytes);
  try {
    return await readPackage(from, said);
  } finally {
    await from.close();
  }
}

async function readPackage(from: Package, said: Said): Promise<Table> {
  // OpenDocument names its kind in a part of its own, first in the file.
  if (!from.has("_rels/.rels")) throw new SheetError(from.has("mimetype") ? "opendocument" : "not_a_table");
  const workbook = await readWorkbook(from);
  const sheet =
    said.sheet === undefined
      ? (workbook.sheets.find(({ hidden }) => !hidden) ?? workbook.sheets[0])
      : workbook.sheets.find(({ name }) => name === said.sheet);
  if (!sheet) throw new SheetError("no_such_sheet");
  return {
    kind: "xlsx",
    sheet: sheet.name,
    sheets: workbook.sheets.map(({ name, hidden }) => ({ name, hidden })),
    rows: await readWorksheet(from, sheet.part, {
      ...{ workbook, rowsMax: said.rowsMax ?? ROWS_MAX },
      onRows: said.onRows,
    }),
  };
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** A workbook under a password is kept in the old container, in a stream of this name (MS-OFFCRYPTO 1.3.2). */
function isEncrypted(bytes: Uint8Array): boolean {
  const name = [..."EncryptedPackage"].flatMap((letter) => [letter.charCodeAt(0), 0]);
  for (let at = bytes.indexOf(name[0] ?? 0); at >= 0; at = bytes.indexOf(name[0] ?? 0, at + 1)) {
    if (name.every((byte, offset) => bytes[at + offset] === byte)) return true;
  }
  return false;
}
