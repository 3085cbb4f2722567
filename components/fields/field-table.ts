/** A table of values of own fields: a row a file, found by its name; the first row says what the columns are. Nothing is guessed in silence. */
import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import { readFieldValue } from "#lib/features/evidence/fields/schema/value.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { type Cell, type Row, textOf } from "#lib/sheets/cell.ts";

/** How people head the column with the files' names. */
const FILE_HEADINGS = new Set(["文件名", "文件名称", "文件", "附件", "file", "filename", "filenames", "name", "名称"]);

export interface TableMatch {
  headings: string[];
  /** The column with the files' names; undefined where none has one. */
  fileColumn: number | undefined;
  /** Values by `fileKey` of the files that are there. */
  values: ReadonlyMap<string, OwnFields>;
  /** Fields that have a column, and headings of columns that are none. */
  found: FieldDefinition[];
  unused: string[];
  /** Rows that name no file that is there, or one that a row before them named. */
  unmatched: { line: number; name: string }[];
  repeated: { line: number; name: string }[];
  /** Cells that hold no value of their field's type. */
  bad: { line: number; column: string; value: string; type: OwnField["type"] }[];
}

/** Under what a file is known: its name without folders, in Unicode's composed form, in lower case. */
export function fileKey(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? "").normalize("NFC").trim().toLowerCase();
}

/** Also without its ending, as people often write it. */
function stemKey(name: string): string {
  return fileKey(name).replace(/\.[a-z0-9]{1,8}$/, "");
}

/** @param options.names of the files; fileColumn: what the person chose instead of what was found */
export function matchTable(
  rows: readonly Row[],
  options: { fields: readonly FieldDefinition[]; names: readonly string[]; fileColumn?: number | undefined },
): TableMatch {
  const { fields, names } = options;
  const [head, ...body] = rows;
  const headings = (head?.cells ?? []).map((cell) => shown(cell).trim());
  const keys = keysOf(names);
  const fileColumn = options.fileColumn ?? columnOfFiles(headings, { body, keys });
  const columns = headings.flatMap((heading, at) => {
    const field = at === fileColumn ? undefined : fields.find((each) => isHeadingOf(heading, each));
    return field ? [{ at, field }] : [];
  });
  const taken = new Set([fileColumn, ...columns.map(({ at }) => at)]);
  const unused = headings.filter((heading, at) => heading !== "" && !taken.has(at));
  const match: TableMatch = {
    ...{ headings, fileColumn, unused, found: columns.map(({ field }) => field) },
    ...{ values: new Map(), unmatched: [], repeated: [], bad: [] },
  };
  return fileColumn === undefined ? match : { ...match, ...readRows(body, { fileColumn, columns, keys, headings }) };
}

/** Files by every key that leads to them; a key of two different files leads to none. */
function keysOf(names: readonly string[]): Map<string, string> {
  const keys = new Map(names.map((name) => [fileKey(name), fileKey(name)]));
  const stems = new Map<string, string | undefined>();
  for (const key of new Set(keys.values())) stems.set(stemKey(key), stems.has(stemKey(key)) ? undefined : key);
  for (const [stem, key] of stems) if (key !== undefined && !keys.has(stem)) keys.set(stem, key);
  return keys;
}

function columnOfFiles(
  headings: readonly string[],
  { body, keys }: { body: readonly Row[]; keys: ReadonlyMap<string, string> },
): number | undefined {
  const counts = headings.map((_, at) => body.filter(({ cells }) => keys.has(fileKey(shown(cells[at])))).length);
  const most = Math.max(0, ...counts);
  if (most > 0) return counts.indexOf(most);
  const named = headings.findIndex((heading) => FILE_HEADINGS.has(plain(heading)));
  return named < 0 ? undefined : named;
}

type Read = {
  fileColumn: number;
  columns: readonly { at: number; field: FieldDefinition }[];
  keys: ReadonlyMap<string, string>;
  headings: readonly string[];
};

function readRows(body: readonly Row[], { fileColumn, columns, keys, headings }: Read) {
  const values = new Map<string, OwnFields>();
  const [unmatched, repeated, bad]: [TableMatch["unmatched"], TableMatch["repeated"], TableMatch["bad"]] = [[], [], []];
  for (const { number: line, cells } of body) {
    const name = shown(cells[fileColumn]).trim();
    const key = keys.get(fileKey(name));
    if (key === undefined) unmatched.push({ line, name });
    else if (values.has(key)) repeated.push({ line, name });
    else {
      const read = columns.flatMap(({ at, field }): [string, OwnField][] => {
        const value = fieldOf(cells[at], field);
        if (value === "bad")
          bad.push({ line, column: headings[at] ?? field.name, value: shown(cells[at]), type: field.type });
        return value === undefined || value === "bad" ? [] : [[field.name, value]];
      });
      values.set(key, Object.fromEntries(read));
    }
  }
  return { values, unmatched, repeated, bad };
}

/** undefined: the cell is empty. */
function fieldOf(cell: Cell | undefined, field: FieldDefinition): OwnField | "bad" | undefined {
  const text = cell === undefined ? "" : textOf(cell);
  if (text?.trim() === "") return undefined;
  if (cell === undefined || text === undefined) return "bad";
  const read = readFieldValue(field, cell.kind === "datetime" ? text.replace(/T00:00:00$/, "") : text);
  if (cell.kind !== "number" || (field.type !== "number" && field.type !== "amount")) return read ?? "bad";
  // What a spreadsheet shows of a number may be rounded.
  if (read && Number(read.value) === cell.value) return read;
  return readFieldValue(field, String(cell.value)) ?? "bad";
}

function shown(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  return textOf(cell) ?? (cell.kind === "fault" ? cell.found : "");
}

function plain(heading: string): string {
  return heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s*:]/g, "");
}

/** Its name, with or without a unit in brackets. */
function isHeadingOf(heading: string, { name }: FieldDefinition): boolean {
  const given = plain(heading);
  return given === plain(name) || given.replace(/\([^()]*\)$/, "") === plain(name);
}
