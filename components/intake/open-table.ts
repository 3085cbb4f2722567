/** A table that was chosen for the values of own fields, read here in the browser. */
import { matchTable, type TableMatch } from "#components/fields/field-table.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import type { Encoding } from "#lib/sheets/decode.ts";

const TABLE_BYTES_MAX = 32 * 1024 * 1024;
/** Lines with the first: more files than can be chosen nobody needs. */
const ROWS_MAX = 20_001;

/** What the person chose. */
export interface ChosenTable {
  file: File;
  /** Of the list, where the table was chosen together with the files. */
  key?: string;
  encoding?: Encoding | undefined;
  fileColumn?: number | undefined;
}

export interface OpenTable extends ChosenTable {
  /** What was found in it, or why nothing. */
  outcome: { match: TableMatch; encoding: Encoding | undefined } | { fault: SheetFault; line?: number };
}

/** What reads tables is loaded when the first one comes. Never rejects. */
export async function openTable(
  chosen: ChosenTable,
  given: { fields: readonly FieldDefinition[]; names: readonly string[] },
): Promise<OpenTable> {
  return { ...chosen, outcome: await outcomeOf(chosen, given) };
}

async function outcomeOf(
  { file, encoding, fileColumn }: ChosenTable,
  given: { fields: readonly FieldDefinition[]; names: readonly string[] },
): Promise<OpenTable["outcome"]> {
  if (file.size > TABLE_BYTES_MAX) return { fault: "too_large" };
  try {
    const { readTable } = await import("#lib/sheets/read-table.ts");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const table = await readTable(bytes, { rowsMax: ROWS_MAX, ...(encoding ? { encoding } : {}) });
    const match = matchTable(table.rows, { ...given, fileColumn });
    return { match, encoding: table.kind === "csv" ? table.encoding : undefined };
  } catch (error) {
    if (error instanceof SheetError)
      return { fault: error.fault, ...(error.row === undefined ? {} : { line: error.row }) };
    // The file went away, or what reads tables could not be loaded.
    return { fault: "damaged" };
  }
}
