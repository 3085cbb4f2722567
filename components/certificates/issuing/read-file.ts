/** A table of names, read in the browser: what the worker does. */
import { BATCH_SIZE_MAX } from "#lib/features/certificates/issuing/types.ts";
import { type Row, SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import type { Encoding } from "#lib/sheets/decode.ts";
import { readTable } from "#lib/sheets/read-table.ts";

export const TABLE_MEBIBYTES_MAX = 64;

/** What the person chose. */
export interface ChosenFile {
  file: File;
  encoding?: Encoding | undefined;
  sheet?: string | undefined;
}

export type ReadFile = ChosenFile &
  (
    | { rows: Row[]; encoding: Encoding | undefined; sheets: string[] }
    | { fault: SheetFault; line?: number | undefined }
  );

/** What the worker tells the page. */
export type ReadMessage = { kind: "rows"; rows: number } | { kind: "done"; read: ReadFile };

/** @param onRows hears how many rows have been read. Never rejects. */
export async function readFile(chosen: ChosenFile, onRows: (rows: number) => void): Promise<ReadFile> {
  const { file, encoding, sheet } = chosen;
  if (file.size > TABLE_MEBIBYTES_MAX * 1024 ** 2) return { ...chosen, fault: "too_large" };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    // With its heading.
    const said = {
      rowsMax: BATCH_SIZE_MAX + 1,
      onRows,
      ...(encoding ? { encoding } : {}),
      ...(sheet ? { sheet } : {}),
    };
    const table = await readTable(bytes, said);
    if (table.kind === "csv") return { file, rows: table.rows, encoding: table.encoding, sheets: [] };
    const sheets = table.sheets.filter(({ hidden }) => !hidden).map(({ name }) => name);
    return { file, rows: table.rows, encoding: undefined, sheets, sheet: table.sheet };
  } catch (error) {
    if (error instanceof SheetError) return { ...chosen, fault: error.fault, line: error.row };
    // The file went away.
    return { ...chosen, fault: "damaged" };
  }
}
