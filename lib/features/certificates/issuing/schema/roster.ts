/** A table whose rows become drafts: which column is which field, and every row read, with its real number. Runs in the browser. */
import { type Cell, columnName, type Row, textOf } from "#lib/sheets/cell.ts";
import {
  type AskedField,
  type Draft,
  type DraftFault,
  draftKey,
  EMAIL,
  HOLDER_NAME,
  REPLACES,
  readDraft,
} from "./draft.ts";

/** How people head the columns that every roster has. */
const HEADINGS: Record<string, readonly string[]> = {
  [HOLDER_NAME]: [
    "姓名",
    "名字",
    "学员姓名",
    "学生姓名",
    "持证人",
    "持有人",
    "获得者",
    "name",
    "fullname",
    "holder",
    "holdername",
    "recipient",
  ],
  [EMAIL]: ["邮箱", "电子邮箱", "邮件", "电子邮件", "邮箱地址", "email", "emailaddress", "mail"],
  [REPLACES]: [
    "替代",
    "替代证书",
    "替代的证书",
    "替换证书",
    "被替代证书",
    "被替代的证书",
    "原证书编号",
    "replaces",
    "replacescertificate",
    "replacedcertificate",
    "supersedes",
  ],
};

/** For each column the field that it fills; undefined: none. */
export type Columns = readonly (string | undefined)[];

export interface RosterRow {
  /** As the program or editor that shows the file counts. */
  line: number;
  draft: Draft;
  faults: RosterFault[];
}

export interface RosterFault extends DraftFault {
  /** "C"; undefined where no column was chosen for the field. */
  column?: string | undefined;
}

/** Of the first row that holds something. */
export function headingsOf(rows: readonly Row[]): string[] {
  return (rows[0]?.cells ?? []).map((cell) => (textOf(cell) ?? "").trim());
}

/** Each field once, by its name, its label in either language, or how people usually head it. */
export function guessColumns(headings: readonly string[], fields: readonly AskedField[]): Columns {
  const taken = new Set<string>();
  const all = [{ name: HOLDER_NAME }, { name: EMAIL }, { name: REPLACES }, ...fields];
  return headings.map((heading) => {
    const found = all.find((field) => !taken.has(field.name) && isHeadingOf(heading, field));
    if (found) taken.add(found.name);
    return found?.name;
  });
}

function isHeadingOf(heading: string, field: { name: string; label?: AskedField["label"] }): boolean {
  const given = plain(heading);
  if (given === "") return false;
  const { name, label } = field;
  const names = [name, label?.["zh-CN"], label?.en, ...(HEADINGS[name] ?? [])].flatMap((each) =>
    each ? [plain(each)] : [],
  );
  return names.includes(given) || names.includes(given.replace(/\([^()]*\)$/, ""));
}

function plain(heading: string): string {
  return heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s*:_-]/g, "");
}

/** Rows behind the heading, in order; the same name and values once more say of which line. */
export function readRoster(
  rows: readonly Row[],
  { fields, columns }: { fields: readonly AskedField[]; columns: Columns },
): { rows: RosterRow[]; repeated: Map<number, number> } {
  const repeated = new Map<number, number>();
  const first = new Map<string, number>();
  const read = rows.slice(1).map((row) => {
    const each = readRow(row, { fields, columns });
    const key = draftKey(each.draft);
    const before = first.get(key);
    if (before === undefined) first.set(key, each.line);
    else repeated.set(each.line, before);
    return each;
  });
  return { rows: read, repeated };
}

function readRow({ number: line, cells }: Row, given: { fields: readonly AskedField[]; columns: Columns }): RosterRow {
  const { fields, columns } = given;
  const typed: Record<string, string> = {};
  const broken: RosterFault[] = [];
  for (const [at, name] of columns.entries()) {
    const cell = cells[at];
    if (name === undefined || cell === undefined) continue;
    const text = textFor(cell, fields.find((field) => field.name === name)?.type ?? "text");
    if (typeof text === "string") typed[name] = text;
    else broken.push({ field: name, ...text });
  }
  const { draft, faults } = readDraft(typed, fields);
  const others = faults.filter(({ field }) => !broken.some((each) => each.field === field));
  const columnOf = (field: string) => {
    const at = columns.indexOf(field);
    return at < 0 ? undefined : columnName(at);
  };
  return { line, draft, faults: [...broken, ...others].map((fault) => ({ ...fault, column: columnOf(fault.field) })) };
}

/** What a person sees in the cell; a number in a column of days is none, and one that is shown rounded is taken as it is. */
function textFor(cell: Cell, type: AskedField["type"]): string | Omit<DraftFault, "field"> {
  if (cell.kind === "fault") return { code: cell.fault, found: cell.found };
  if (cell.kind === "number" && type === "date") return { code: "date_absent", found: cell.shown };
  if (cell.kind === "number" && type === "number" && !cell.shown.includes("%")) return String(cell.value);
  if (cell.kind === "datetime") return cell.datetime.replace(/T00:00:00$/, "");
  return textOf(cell) ?? "";
}
