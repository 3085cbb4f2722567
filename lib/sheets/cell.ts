/** What a table read from a file holds, whatever program wrote it: rows with their real numbers, and cells that say what they are. */

export type Cell =
  | { kind: "empty" /** The cell that is merged over this one, as "A4". */; merged?: string }
  | { kind: "text"; text: string /** Where the cell leads to. */; link?: string }
  | { kind: "number"; value: number /** As a person reads it in the file, as "93.5%". */; shown: string }
  | { kind: "boolean"; value: boolean }
  /** YYYY-MM-DD. */
  | { kind: "date"; date: string }
  /** YYYY-MM-DDTHH:MM:SS, without a zone: the file knows none. */
  | { kind: "datetime"; datetime: string }
  /** HH:MM:SS. */
  | { kind: "time"; time: string }
  | { kind: "fault"; fault: CellFault /** As it stands in the file. */; found: string };

export type CellFault =
  /** A formula whose program kept no result. */
  | "formula_without_value"
  /** #N/A and its like. */
  | "error_value"
  /** More than 15 digits: the last of them were lost when it was saved. */
  | "number_unsafe"
  /** A serial or ISO date that no calendar has. */
  | "date_impossible"
  /** A reference to what the file does not hold. */
  | "broken";

export interface Row {
  /** From 1, as the program or editor that shows the file counts: the row of a worksheet, the line of a text. */
  number: number;
  /** The first is column A; what is absent at the end is empty. */
  cells: Cell[];
}

/** Why a file, or what follows a point in it, cannot be read. */
export type SheetFault =
  | "empty_file"
  | "not_a_table"
  /** The binary format before 2007. */
  | "old_excel"
  /** .xlsb. */
  | "binary_excel"
  | "opendocument"
  | "encrypted"
  | "damaged"
  | "not_text"
  | "no_such_sheet"
  | "quote_open"
  | "quote_astray"
  | "too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "cell_too_long";

/** Thrown where reading ends; rows handed out before are right. */
export class SheetError extends Error {
  readonly fault: SheetFault;
  /** Row or line, from 1. */
  readonly row: number | undefined;

  constructor(fault: SheetFault, row?: number) {
    super(row === undefined ? fault : `${fault} in row ${row}`);
    this.name = "SheetError";
    this.fault = fault;
    this.row = row;
  }
}

/** What a person sees in a cell; undefined of one with a fault. */
export function textOf(cell: Cell): string | undefined {
  switch (cell.kind) {
    case "empty":
      return "";
    case "text":
      return cell.text;
    case "number":
      return cell.shown;
    case "boolean":
      return cell.value ? "TRUE" : "FALSE";
    case "date":
      return cell.date;
    case "datetime":
      return cell.datetime;
    case "time":
      return cell.time;
    case "fault":
      return undefined;
  }
}

const LETTERS = 26;
const LETTER_A = 65;

/** "A" of 0, "AB" of 27. */
export function columnName(index: number): string {
  const rest = Math.floor(index / LETTERS) - 1;
  return (rest < 0 ? "" : columnName(rest)) + String.fromCharCode(LETTER_A + (index % LETTERS));
}

/** @param reference "AB12" @returns from 0 and from 1; undefined when it is no reference */
export function parseReference(reference: string): { column: number; row: number } | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(reference) ?? [];
  if (letters === undefined) return undefined;
  const column = [...letters].reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - LETTER_A + 1, 0) - 1;
  return { column, row: Number(digits) };
}
