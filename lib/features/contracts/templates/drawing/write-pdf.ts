/**
 * A PDF that others made, with what was stated printed on its pages and the mark at the foot of each. It is saved anew, which no signature
 * outlives: a signed one is refused. What is added to a page is one form of its own (ISO 32000-2 section 8.10), so that no name of the
 * page's own resources is taken.
 */
import { createHash } from "node:crypto";
import {
  concatTransformationMatrix,
  drawObject,
  PDFArray,
  PDFContentStream,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFOperator,
  type PDFOperatorNames,
  PDFPage,
  type PDFRef,
  PDFStream,
  popGraphicsState,
  pushGraphicsState,
} from "pdf-lib";
import { FACES_OF } from "#lib/features/certificates/templates/drawing/fonts.ts";
import { type PageShown, shownSize } from "#lib/pades/pages.ts";
import { readSignable } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { embedFaces, saveDocument } from "#lib/pdf/document.ts";
import { Pen } from "#lib/pdf/pen.ts";
import { INK, SOFT_INK } from "#lib/pdf/style.ts";
import type { Fonts } from "#lib/pdf/subset-font.ts";
import { prepareText, unitsOf, wrap } from "#lib/pdf/text.ts";
import type { PageSizes, Print } from "../types.ts";
import { CODE_SIDE, drawMark, type Mark } from "./mark.ts";
import { inMm, POINTS_A_MM } from "./measures.ts";
import { noteMissing } from "./missing-letters.ts";
import { DrawingRefused, requireLetters } from "./refused.ts";

export interface PdfContract {
  pdf: Uint8Array;
  mark: Mark;
  /** With what was stated in the places of their placeholders. */
  prints: readonly Print[];
}

const EDGE = 6 * POINTS_A_MM;
const LEADING_EM = 1.35;
const BEGIN = "BMC" as PDFOperatorNames;
const END = "EMC" as PDFOperatorNames;
const ID_BYTES = 16;

/**
 * @returns with how large each page is as it is shown
 * @throws {PdfRefused} `pdf_signed_before`, and as `readSignable`; `pdf_place_outside` where a print is on no page
 * @throws {DrawingRefused} `contract_letters_missing`, `contract_print_room`
 */
export async function writePdf({ pdf, mark, prints }: PdfContract): Promise<{ pdf: Uint8Array; pages: PageSizes }> {
  const { pages, isSigned } = await readSignable(pdf);
  if (isSigned) throw new PdfRefused("pdf_signed_before");
  const doc = await loaded(pdf);
  const own = doc.getPages();
  // Two programs that count differently do not show the same document.
  if (own.length !== pages.length) throw new PdfRefused("pdf_malformed");
  const identity = createHash("sha256").update(pdf).update(`\n${mark.number}\n${mark.address}`).digest();
  await prepareText([mark.number, ...prints.map(({ text }) => text)], FACES_OF.song);
  const fonts = embedFaces(doc, identity);
  const missing = new Set<string>();
  for (const [at, shown] of pages.entries()) {
    const stamp = new Stamp(doc, fonts);
    for (const print of prints.filter(({ page }) => page === at + 1)) putPrint(print, { stamp, shown, missing });
    const { width } = shownSizePoints(shown);
    const place = { x: EDGE, y: EDGE, right: width - EDGE, page: at + 1, pages: pages.length, panel: true };
    if (width >= 2 * EDGE + CODE_SIDE) drawMark(stamp.pen, mark, place);
    stamp.putOn(own[at] as PDFPage, shown);
  }
  requireLetters(missing);
  setId(doc, identity);
  return { pdf: await saveDocument(doc, fonts), pages: pages.map(sizeInMm) };
}

function sizeInMm(shown: PageShown): readonly [width: number, height: number] {
  const { width, height } = shownSizePoints(shown);
  return [inMm(width), inMm(height)];
}

async function loaded(pdf: Uint8Array): Promise<PDFDocument> {
  try {
    const doc = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true });
    doc.getPages();
    for (const [ref, object] of doc.context.enumerateIndirectObjects()) {
      // Cross-references of before name places that nothing has any more (section 7.5.8).
      if (object instanceof PDFStream && object.dict.get(PDFName.of("Type")) === PDFName.of("XRef"))
        doc.context.delete(ref);
    }
    return doc;
  } catch {
    throw new PdfRefused("pdf_malformed");
  }
}

/** The first one stays for the document's life (section 14.4). */
function setId(doc: PDFDocument, identity: Uint8Array): void {
  const own = PDFHexString.of(Buffer.from(identity.subarray(0, ID_BYTES)).toString("hex"));
  const before = doc.context.lookupMaybe(doc.context.trailerInfo.ID, PDFArray)?.get(0);
  doc.context.trailerInfo.ID = doc.context.obj([before ?? own, own]);
}

function putPrint(
  { text, x, y, width, height, size, page }: Print,
  { stamp, shown, missing }: { stamp: Stamp; shown: PageShown; missing: Set<string> },
): void {
  const whole = shownSizePoints(shown);
  const box = { x: x * POINTS_A_MM, y: y * POINTS_A_MM, width: width * POINTS_A_MM, height: height * POINTS_A_MM };
  // Half a point is what rounding to hundredths of a millimetre may cost.
  if (box.x + box.width > whole.width + 0.5 || box.y + box.height > whole.height + 0.5)
    throw new PdfRefused("pdf_place_outside");
  const lines = text.split("\n").flatMap((part) => {
    const units = unitsOf(part, FACES_OF.song);
    noteMissing(units, missing);
    return wrap(units, box.width / size);
  });
  const leading = size * LEADING_EM;
  if (lines.length > 1 && lines.length * leading > box.height) {
    throw new DrawingRefused({ code: "contract_print_room", page });
  }
  for (const [at, line] of lines.entries()) {
    const base = box.y + box.height - size - at * leading;
    stamp.pen.line(line, { x: box.x, y: base, size, color: INK, boxColor: SOFT_INK });
  }
}

function shownSizePoints(shown: PageShown): { width: number; height: number } {
  const { width, height } = shownSize(shown);
  const scale = POINTS_A_MM / shown.unitsAMm;
  return { width: width * scale, height: height * scale };
}

/** What is added to one page, in points from the left lower corner of the page as it is shown. */
class Stamp {
  readonly pen: Pen;
  readonly #doc: PDFDocument;
  readonly #page: PDFPage;

  constructor(doc: PDFDocument, fonts: Fonts) {
    this.#doc = doc;
    this.#page = PDFPage.create(doc);
    this.pen = new Pen(doc, { fonts, page: this.#page });
  }

  putOn(page: PDFPage, shown: PageShown): void {
    const name = freeName(page);
    page.node.setXObject(name, this.#form(shown));
    page.pushOperators(
      PDFOperator.of(BEGIN, [PDFName.of("Artifact")]),
      pushGraphicsState(),
      concatTransformationMatrix(...matrixOf(shown)),
      drawObject(name),
      popGraphicsState(),
      PDFOperator.of(END),
    );
  }

  #form(shown: PageShown): PDFRef {
    const { context } = this.#doc;
    const { node, ref } = this.#page;
    const { width, height } = shownSizePoints(shown);
    const streams = node.Contents();
    const bytes: Uint8Array[] = [];
    for (const each of streams instanceof PDFArray ? streams.asArray() : []) {
      const stream = context.lookup(each);
      if (stream instanceof PDFContentStream) bytes.push(stream.getUnencodedContents());
      context.delete(each as PDFRef);
    }
    const resources = node.Resources() ?? context.obj({});
    context.delete(ref);
    return context.register(
      context.flateStream(Buffer.concat(bytes), {
        ...{ Type: "XObject", Subtype: "Form", BBox: [0, 0, width, height], Resources: resources },
      }),
    );
  }
}

function freeName(page: PDFPage): PDFName {
  const { XObject } = page.node.normalizedEntries();
  for (let number = 1; ; number++) {
    const name = PDFName.of(`SealbookMark${number}`);
    if (!XObject.has(name)) return name;
  }
}

/** From points on the page as it is shown to its own space. */
function matrixOf({ box, turn, unitsAMm }: PageShown): [number, number, number, number, number, number] {
  const scale = unitsAMm / POINTS_A_MM;
  if (turn === 90) return [0, scale, -scale, 0, box.right, box.bottom];
  if (turn === 180) return [-scale, 0, 0, -scale, box.right, box.top];
  if (turn === 270) return [0, -scale, scale, 0, box.left, box.top];
  return [scale, 0, 0, scale, box.left, box.bottom];
}
