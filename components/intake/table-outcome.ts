/** A table for the values of own fields, read and matched: what the worker does. */
import { matchTable, type TableMatch } from "#components/fields/field-table.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import type { Encoding } from "#lib/sheets/decode.ts";
import { readTable } from "#lib/sheets/read-table.ts";

const TABLE_BYTES_MAX = 32 * 1024 * 1024;
/** Lines with the first: more files than can be chosen nobody needs. */
const ROWS_MAX = 20_001;

export interface TableQuestion {
  file: File;
  encoding?: Encoding | undefined;
  fileColumn?: number | undefined;
  fields: readonly FieldDefinition[];
  /** Of the files for which values are looked for. */
  names: readonly string[];
}

/** What was found in it, or why nothing. */
export type TableOutcome = { match: TableMatch; encoding: Encoding | undefined } | { fault: SheetFault; line?: number };

/** What the worker tells the page. */
export type TableMessage = { kind: "rows"; rows: number } | { kind: "done"; outcome: TableOutcome };

/** @param onRows hears how many rows have been read. Never rejects. */
export async function outcomeOf(question: TableQuestion, onRows: (rows: number) => void): Promise<TableOutcome> {
  const { file, encoding, ...given } = question;
  if (file.size > TABLE_BYTES_MAX) return { fault: "too_large" };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const table = await readTable(bytes, { rowsMax: ROWS_MAX, onRows, ...(encoding ? { encoding } : {}) });
    const match = matchTable(table.rows, given);
    return { match, encoding: table.kind === "csv" ? table.encoding : undefined };
  } catch (error) {
    if (error instanceof SheetError)
      return { fault: error.fault, ...(error.row === undefined ? {} : { line: error.row }) };
    // The file went away.
    return { fault: "damaged" };
  }
}
