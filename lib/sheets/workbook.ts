/** What a workbook says of its worksheets: names, parts, how it counts days, formats, shared texts (ECMA-376 part 1, 18.2, 18.4, 18.8). */
import { SheetError } from "./cell.ts";
import type { DateSystem } from "./dates.ts";
import { type Format, formatOf, GENERAL } from "./formats.ts";
import { CELL_CHARS_MAX, SHARED_CHARS_MAX } from "./limits.ts";
import type { Package } from "./package.ts";
import { attributeNamed, readXml, unescapeText } from "./xml.ts";

export interface SheetPart {
  name: string;
  part: string;
  hidden: boolean;
}

export interface Workbook {
  sheets: SheetPart[];
  dateSystem: DateSystem;
  /** By the number that a cell has as its style. */
  formats: Format[];
  /** By the number that a cell of type `s` holds. */
  texts: string[];
}

const ROOT = "_rels/.rels";
/** Of one part: a worksheet has one for each address that it leads to. */
const RELATIONS_MAX = 100_000;
/** Nobody finds one among more. */
const SHEETS_MAX = 1_000;

/** @throws {SheetError} not_a_table, binary_excel, damaged */
export async function readWorkbook(from: Package): Promise<Workbook> {
  const root = await readRelations(from, ROOT, "");
  const part = root.find((relation) => relation.type === "officeDocument")?.target;
  if (part?.endsWith(".bin")) throw new SheetError("binary_excel");
  if (part === undefined || !from.has(part)) throw new SheetError("not_a_table");
  const relations = await readRelations(from, relationsOf(part), folderOf(part));
  const { sheets, dateSystem } = await readSheets(from, part, relations);
  if (sheets.length === 0) throw new SheetError("not_a_table");
  const partOf = (type: string) =>
    relations.find((relation) => relation.type === type && from.has(relation.target))?.target;
  const [styles, strings] = [partOf("styles"), partOf("sharedStrings")];
  return {
    sheets,
    dateSystem,
    formats: styles === undefined ? [] : await readFormats(from, styles),
    texts: strings === undefined ? [] : await readTexts(from, strings),
  };
}

export interface Relation {
  id: string;
  /** Last part of its address: transitional and strict files differ in what stands before. */
  type: string;
  /** A part of the package, or an address outside it. */
  target: string;
}

/** None where there is no such part. */
export async function readRelations(from: Package, part: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!from.has(part)) return relations;
  await readXml(from, part, {
    open: (name, { Id, Type, Target, TargetMode }) => {
      if (name !== "Relationship" || Id === undefined || Target === undefined) return;
      const outside = TargetMode === "External";
      if (relations.length >= RELATIONS_MAX) throw new SheetError("too_large");
      relations.push({ id: Id, type: Type?.split("/").pop() ?? "", target: outside ? Target : join(folder, Target) });
    },
  });
  return relations;
}

/** `xl/_rels/workbook.xml.rels` of `xl/workbook.xml`. */
export function relationsOf(part: string): string {
  const folder = folderOf(part);
  return `${folder}_rels/${part.slice(folder.length)}.rels`;
}

export function folderOf(part: string): string {
  return part.slice(0, part.lastIndexOf("/") + 1);
}

function join(folder: string, target: string): string {
  return new URL(target, `part:///${folder}`).pathname.slice(1);
}

async function readSheets(
  from: Package,
  part: string,
  relations: Relation[],
): Promise<Pick<Workbook, "sheets" | "dateSystem">> {
  const sheets: SheetPart[] = [];
  let dateSystem: DateSystem = 1900;
  let named = 0;
  await readXml(from, part, {
    open: (name, attributes) => {
      if (name === "workbookPr" && isTrue(attributes.date1904)) dateSystem = 1904;
      if (name !== "sheet") return;
      if (++named > SHEETS_MAX) throw new SheetError("too_large");
      const relation = relations.find(({ id }) => id === attributeNamed(attributes, "id"));
      // Charts and dialogues are sheets, too, and hold no cells.
      if (relation?.type !== "worksheet" || attributes.name === undefined) return;
      const hidden = attributes.state !== undefined && attributes.state !== "visible";
      sheets.push({ name: unescapeText(attributes.name), part: relation.target, hidden });
    },
  });
  return { sheets, dateSystem };
}

/** As xsd:boolean: both spellings. */
function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

async function readFormats(from: Package, part: string): Promise<Format[]> {
  const codes = new Map<number, string>();
  const formats: Format[] = [];
  let inCells = false;
  await readXml(from, part, {
    open: (name, { numFmtId, formatCode }) => {
      if (name === "cellXfs") inCells = true;
      if (name === "numFmt" && formatCode !== undefined) codes.set(Number(numFmtId), formatCode);
      if (name !== "xf" || !inCells) return;
      const id = Number(numFmtId ?? 0);
      formats.push(Number.isInteger(id) ? formatOf(id, codes.get(id)) : GENERAL);
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return formats;
}

async function readTexts(from: Package, part: string): Promise<string[]> {
  const texts: string[] = [];
  let chars = 0;
  const collector = textCollector();
  await readXml(from, part, {
    open: (name) => {
      if (name === "si") collector.begin();
      collector.open(name);
    },
    text: collector.text,
    close: (name) => {
      collector.close(name);
      if (name !== "si") return;
      const text = collector.end();
      chars += text.length;
      if (chars > SHARED_CHARS_MAX) throw new SheetError("too_large");
      texts.push(text);
    },
  });
  return texts;
}

/** The text of a rich-text element (`si`, `is`): its runs together, without what says how they are pronounced. */
export function textCollector() {
  let [pieces, phonetic, inText, chars]: [string[], boolean, boolean, number] = [[], false, false, 0];
  return {
    begin: () => {
      [pieces, phonetic, inText, chars] = [[], false, false, 0];
    },
    open: (name: string) => {
      if (name === "rPh") phonetic = true;
      if (name === "t" && !phonetic) inText = true;
    },
    text: (text: string) => {
      if (!inText) return;
      chars += text.length;
      // Escapes are up to seven characters for one.
      if (chars > CELL_CHARS_MAX * 7) throw new SheetError("cell_too_long");
      pieces.push(text);
    },
    close: (name: string) => {
      if (name === "rPh") phonetic = false;
      if (name === "t") inText = false;
    },
    end: () => unescapeText(pieces.join("")),
  };
}
