/** Rows of one worksheet (ECMA-376 part 1, 18.3.1), read as they stream. */
import { type Cell, columnName, parseReference, type Row, SheetError } from "./cell.ts";
import { dateCell, isoCell } from "./dates.ts";
import { GENERAL, showNumber } from "./formats.ts";
import { CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX, ROWS_TOLD } from "./limits.ts";
import type { Package } from "./package.ts";
import { folderOf, readRelations, relationsOf, textCollector, type Workbook } from "./workbook.ts";
import { type Attributes, attributeNamed, readXml, unescapeText } from "./xml.ts";

/** A spreadsheet keeps no more digits of a number. */
const SAFE_MAX = 1e15;
const MERGES_MAX = 100_000;
/** A spreadsheet keeps 65,530. */
const LINKS_MAX = 100_000;
/** Of all merged ranges together, each cell as often as it is covered: covering one again takes as long. */
const MERGED_CELLS_MAX = 1_000_000;

interface Given {
  workbook: Workbook;
  /** Of those that hold something. */
  rowsMax: number;
  onRows?: ((rows: number) => void) | undefined;
}

/** What stands behind the rows, and says something of their cells. */
interface Around {
  /** Reference to where it leads. */
  links: Map<string, string>;
  /** Reference to the cell that is merged over it. */
  merged: Map<string, string>;
}

/** Rows that hold something, in order. @throws {SheetError} */
export async function readWorksheet(from: Package, part: string, given: Given): Promise<Row[]> {
  const { workbook, rowsMax, onRows } = given;
  const around = await readAround(from, part);
  const rows: Row[] = [];
  let row: Row = { number: 0, cells: [] };
  let cell: RawCell | undefined;
  let place = { column: -1, reference: "" };
  const inline = textCollector();
  let into: "value" | "formula" | undefined;
  await readXml(from, part, {
    open: (name, attributes) => {
      if (name === "row") {
        row = { number: rowNumber(attributes.r, row.number), cells: [] };
        place = { column: -1, reference: "" };
      } else if (name === "c") {
        place = placeOf(attributes.r, { row: row.number, before: place.column });
        cell = { type: attributes.t ?? "n", style: Number(attributes.s ?? 0), value: "", formula: undefined, text: "" };
      } else if (name === "v") into = "value";
      else if (name === "f" && cell) [into, cell.formula] = ["formula", ""];
      else if (name === "is") inline.begin();
      else inline.open(name);
    },
    text: (text) => {
      if (cell && into) cell[into] += text;
      else inline.text(text);
      if (cell && into && (cell[into] ?? "").length > CELL_CHARS_MAX * 7)
        throw new SheetError("cell_too_long", row.number);
    },
    close: (name) => {
      if (name === "v" || name === "f") into = undefined;
      if (name === "is" && cell) cell.text = inline.end();
      else inline.close(name);
      if (name === "c" && cell) {
        put(row, place, { cell: readCell(cell, workbook), around });
        cell = undefined;
      }
      if (name !== "row" || row.cells.every(({ kind }) => kind === "empty")) return;
      if (rows.length >= rowsMax) throw new SheetError("too_many_rows", row.number);
      rows.push(row);
      if (rows.length % ROWS_TOLD === 0) onRows?.(rows.length);
    },
  });
  return rows;
}

interface RawCell {
  type: string;
  style: number;
  value: string;
  formula: string | undefined;
  text: string;
}

/** `r` is optional on rows and cells: where it lacks, they follow each other. */
function rowNumber(said: string | undefined, before: number): number {
  const number = said === undefined ? before + 1 : Number(said);
  if (!Number.isInteger(number) || number <= before) throw new SheetError("damaged", before + 1);
  if (number > ROWS_MAX) throw new SheetError("too_many_rows", number);
  return number;
}

function placeOf(said: string | undefined, at: { row: number; before: number }): { column: number; reference: string } {
  const parsed = said === undefined ? { column: at.before + 1, row: at.row } : parseReference(said);
  if (!parsed || parsed.row !== at.row || parsed.column <= at.before) throw new SheetError("damaged", at.row);
  return { column: parsed.column, reference: `${columnName(parsed.column)}${at.row}` };
}

function put(row: Row, place: { column: number; reference: string }, given: { cell: Cell; around: Around }): void {
  const merged = given.around.merged.get(place.reference);
  const link = given.around.links.get(place.reference);
  const cell: Cell =
    merged !== undefined
      ? { kind: "empty", merged }
      : given.cell.kind === "text" && link !== undefined
        ? { ...given.cell, link }
        : given.cell;
  // Programs write a style for thousands of empty columns.
  if (cell.kind === "empty" && cell.merged === undefined) return;
  if (place.column >= COLUMNS_MAX) throw new SheetError("too_many_columns", row.number);
  while (row.cells.length < place.column) {
    const merged = given.around.merged.get(`${columnName(row.cells.length)}${row.number}`);
    row.cells.push(merged === undefined ? { kind: "empty" } : { kind: "empty", merged });
  }
  row.cells.push(cell);
}

function readCell({ type, style, value, formula, text }: RawCell, workbook: Workbook): Cell {
  if (formula !== undefined && value === "" && type !== "str") {
    return { kind: "fault", fault: "formula_without_value", found: `=${formula}` };
  }
  switch (type) {
    case "inlineStr":
      return textCell(text);
    case "s": {
      const shared = /^\d{1,9}$/.test(value.trim()) ? workbook.texts[Number(value)] : undefined;
      return shared === undefined ? { kind: "fault", fault: "broken", found: value } : textCell(shared);
    }
    case "str":
      return textCell(unescapeText(value));
    case "b":
      return { kind: "boolean", value: value.trim() === "1" || value.trim() === "true" };
    case "e":
      return { kind: "fault", fault: "error_value", found: value };
    case "d":
      return isoCell(value.trim());
    default:
      return value.trim() === "" ? { kind: "empty" } : numberCell(value.trim(), style, workbook);
  }
}

function textCell(text: string): Cell {
  return text === "" ? { kind: "empty" } : { kind: "text", text };
}

function numberCell(found: string, style: number, { formats, dateSystem }: Workbook): Cell {
  const value = Number(found);
  if (!Number.isFinite(value)) return { kind: "fault", fault: "broken", found };
  const format = formats[style] ?? GENERAL;
  if (format.kind !== "number") return dateCell(value, format.kind, dateSystem);
  if (Math.abs(value) >= SAFE_MAX) return { kind: "fault", fault: "number_unsafe", found };
  return { kind: "number", value, shown: showNumber(value, format) };
}

/** A pass of its own: these stand behind the rows, and rows are not kept until then. */
async function readAround(from: Package, part: string): Promise<Around> {
  const links = new Map<string, string>();
  const merged = new Map<string, string>();
  const relations = await readRelations(from, relationsOf(part), folderOf(part));
  const targets = new Map(relations.map(({ id, target }) => [id, target]));
  let [merges, covered] = [0, 0];
  await readXml(from, part, {
    open: (name, attributes) => {
      if (name === "hyperlink") {
        const target = linkOf(attributes, targets);
        if (target !== undefined && attributes.ref !== undefined) links.set(attributes.ref, target);
        if (links.size > LINKS_MAX) throw new SheetError("too_large");
      }
      if (name !== "mergeCell" || attributes.ref === undefined) return;
      if (++merges > MERGES_MAX) throw new SheetError("too_large");
      covered = cover(merged, attributes.ref, covered);
    },
  });
  return { links, merged };
}

function linkOf(attributes: Attributes, targets: ReadonlyMap<string, string>): string | undefined {
  const id = attributeNamed(attributes, "id");
  if (id === undefined) return attributes.location === undefined ? undefined : `#${attributes.location}`;
  return targets.get(id);
}

/** @param before cells that were covered by others @returns and with these */
function cover(merged: Map<string, string>, range: string, before: number): number {
  const [first = "", last = first] = range.split(":");
  const [from, to] = [parseReference(first), parseReference(last)];
  if (!from || !to) throw new SheetError("damaged");
  // A whole row or column may be merged; behind the columns that are read nothing needs covering.
  let covered = before;
  for (let column = from.column; column <= Math.min(to.column, COLUMNS_MAX); column++) {
    for (let row = from.row; row <= to.row; row++) {
      const reference = `${columnName(column)}${row}`;
      if (reference !== first) merged.set(reference, first);
      if (++covered > MERGED_CELLS_MAX) throw new SheetError("too_large");
    }
  }
  return covered;
}
