/** A table of names, read in the browser. */
import { BATCH_SIZE_MAX } from "#lib/features/certificates/issuing/types.ts";
import { type Row, SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import type { Encoding } from "#lib/sheets/decode.ts";

const TABLE_BYTES_MAX = 64 * 1024 * 1024;

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

/** What reads tables is loaded when the first one comes. Never rejects. */
export async function readFile(chosen: ChosenFile): Promise<ReadFile> {
  const { file, encoding, sheet } = chosen;
  if (file.size > TABLE_BYTES_MAX) return { ...chosen, fault: "too_large" };
  try {
    const { readTable } = await import("#lib/sheets/read-table.ts");
    const bytes = new Uint8Array(await file.arrayBuffer());
    // With its heading.
    const said = { rowsMax: BATCH_SIZE_MAX + 1, ...(encoding ? { encoding } : {}), ...(sheet ? { sheet } : {}) };
    const table = await readTable(bytes, said);
    if (table.kind === "csv") return { file, rows: table.rows, encoding: table.encoding, sheets: [] };
    const sheets = table.sheets.filter(({ hidden }) => !hidden).map(({ name }) => name);
    return { file, rows: table.rows, encoding: undefined, sheets, sheet: table.sheet };
  } catch (error) {
    if (error instanceof SheetError) return { ...chosen, fault: error.fault, line: error.row };
    // The file went away, or what reads tables could not be loaded.
    return { ...chosen, fault: "damaged" };
  }
}
