/** A contract that was written here: its text on pages of A4, tagged for readers, with a place for everything that the parties fill in. */
import { createHash } from "node:crypto";
import type { FieldKind, FormField } from "#lib/pades/form-fields.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { createStructure } from "#lib/pdf/structure.ts";
import { PAGE } from "#lib/pdf/style.ts";
import { prepareText } from "#lib/pdf/text.ts";
import { holds } from "../schema/conditions.ts";
import { clauseNumber, type Spelling, spelled } from "../schema/spelling.ts";
import type { Block, BlockField, Clause, ContractBody, ContractTemplateDocument, StatedValues } from "../types.ts";
import { drawMark, type Mark } from "./mark.ts";
import { inMm, POINTS_A_MM } from "./measures.ts";
import { requireLetters } from "./refused.ts";
import { EDGE, Pages, STYLES, WIDTH } from "./set-pages.ts";

/** As people sign, seal and write. Millimetres. */
const SIZES: Readonly<Record<FieldKind, readonly [width: number, height: number]>> = {
  text: [90, 8],
  amount: [60, 8],
  date: [45, 8],
  choice: [60, 8],
  check: [5, 5],
  signature: [65, 22],
  initials: [30, 14],
  seal: [44, 44],
  attachment: [90, 10],
};
const LABEL_WIDTH = 50 * POINTS_A_MM;
const CELL = { split: 45 * POINTS_A_MM, padding: 4 };
const PARAGRAPH_GAP = 4;
const CLAUSE_GAP = 8;
const MARK_ABOVE_EDGE = 8 * POINTS_A_MM;

export interface TextContract {
  document: ContractTemplateDocument;
  body: Extract<ContractBody, { kind: "text" }>;
  stated: StatedValues;
  mark: Mark;
  at: Date;
}

/** @throws {DrawingRefused} `contract_letters_missing` */
export async function writeText(contract: TextContract): Promise<{ pdf: Uint8Array; fields: FormField[] }> {
  const { document, body, stated, mark, at } = contract;
  const { language } = document;
  const spelling: Spelling = { document, stated, number: mark.number };
  const title = spelled(document.title, spelling);
  await prepareText([JSON.stringify(document), ...Object.values(stated)], STYLES.body.faces);
  const identity = createHash("sha256").update(`${mark.number}\n${mark.address}`).digest();
  const doc = await openDocument({ title, subject: mark.number, language, date: at, identity });
  const fonts = embedFaces(doc, identity);
  const structure = createStructure(doc);
  const pages = new Pages({ doc, fonts, structure });
  pages.put("H1", pages.break(title, { style: STYLES.title, width: WIDTH }), { centred: true });
  pages.skip(CLAUSE_GAP);
  const setting: Setting = { pages, spelling, fields: [] };
  let number = 0;
  for (const clause of body.clauses) {
    if (!isThere(clause, setting)) continue;
    if (clause.numbered) number += 1;
    putClause(clause, { ...setting, number });
  }
  for (const [index, pen] of pages.pens.entries()) {
    const right = PAGE[0] - EDGE.side;
    const place = { x: EDGE.side, y: MARK_ABOVE_EDGE, right, page: index + 1, pages: pages.pens.length };
    structure.artifact(pen.page, () => drawMark(pen, mark, place));
  }
  requireLetters(pages.missing);
  structure.finish();
  return { pdf: await saveDocument(doc, fonts), fields: setting.fields };
}

interface Setting {
  pages: Pages;
  spelling: Spelling;
  fields: FormField[];
}

const isThere = ({ when }: Pick<Block, "when">, { spelling: { document, stated } }: Setting): boolean =>
  holds(when, { values: document.values, stated });

function putClause({ heading, numbered, blocks }: Clause, setting: Setting & { number: number }): void {
  const { pages, spelling, number } = setting;
  const head = [...(numbered ? [clauseNumber(number, spelling.document.language)] : []), ...(heading ? [heading] : [])];
  if (head.length > 0) {
    const style = STYLES.heading;
    pages.need(style.leading + 2 * STYLES.body.leading);
    pages.put("H2", pages.break(spelled(head.join("  "), spelling), { style, width: WIDTH }));
  }
  for (const block of blocks) if (isThere(block, setting)) putBlock(block, setting);
  pages.skip(CLAUSE_GAP);
}

function putBlock(block: Block, setting: Setting): void {
  const { pages, spelling } = setting;
  const style = STYLES.body;
  if (block.kind === "field") {
    putField(block.field, setting);
  } else if (block.kind === "table") {
    pages.within("Table", () => {
      for (const { label, text } of block.rows) {
        const [left, right] = [CELL.split - 2 * CELL.padding, WIDTH - CELL.split - 2 * CELL.padding];
        const named = pages.break(spelled(label, spelling), { style: STYLES.label, width: left });
        pages.row([named, pages.break(spelled(text, spelling), { style, width: right })], CELL);
      }
    });
    pages.skip(2 * PARAGRAPH_GAP);
  } else {
    // As Chinese paragraphs begin.
    const indent = spelling.document.language === "zh-CN" ? 2 : 0;
    for (const part of spelled(block.text, spelling).split("\n"))
      pages.put("P", pages.break(part, { style, width: WIDTH, indent }));
    pages.skip(PARAGRAPH_GAP);
  }
}

/** What it is on the left, the place on the right, kept on one page. */
function putField(field: BlockField, { pages, fields }: Setting): void {
  const [usualWidth, usualHeight] = SIZES[field.kind];
  const [width, height] = [field.width ?? usualWidth, field.height ?? usualHeight].map((mm) => mm * POINTS_A_MM) as [
    number,
    number,
  ];
  const label = pages.break(field.label, { style: STYLES.body, width: LABEL_WIDTH - CELL.padding });
  const words = label.lines.length * label.style.leading;
  pages.need(Math.max(words, height) + PARAGRAPH_GAP);
  const top = pages.y;
  const x = Math.min(EDGE.side + LABEL_WIDTH, EDGE.side + WIDTH - width);
  pages.put("P", label);
  pages.y = top;
  pages.place({ x, width, height });
  const { name, kind, party, required, options } = field;
  fields.push({
    ...{ name, kind, party, required, label: field.label },
    ...{ page: pages.number, x: inMm(x), y: inMm(top - height), width: inMm(width), height: inMm(height) },
    ...(options && { options }),
  });
  pages.y = top - Math.max(words, height);
  pages.skip(PARAGRAPH_GAP);
}
