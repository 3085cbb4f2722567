/**
 * What is set or drawn in fields, by the pen that draws our own documents: its fonts, of which only the glyphs go along, its shaping, and its
 * order of scripts that run from right to left. The pages that it draws become what fields show (ISO 32000-2 section 8.10).
 */
import { deflateSync } from "node:zlib";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { type FaceName, OTHER_FACES } from "#lib/pdf/faces.ts";
import { type Color, Pen, pathOperators } from "#lib/pdf/pen.ts";
import { type PdfDocument, readDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, type PdfDict, type PdfRef, type PdfValue } from "#lib/pdf/read/values.ts";
import { loadShaper } from "#lib/pdf/shaping.ts";
import { unitsOf, widthOf, wrap } from "#lib/pdf/text.ts";
import { curveThrough } from "#lib/pdf/trace.ts";
import type { Line } from "#lib/pdf/unit.ts";
import { TURNS } from "./appearance.ts";
import type { Increment } from "./increment.ts";
import { type PageShown, readPages } from "./pages.ts";
import { PdfRefused } from "./refused.ts";

const PLAIN: readonly FaceName[] = ["text", ...OTHER_FACES];
const HAND: readonly FaceName[] = ["garamondItalic", "song", "text", ...OTHER_FACES];
const INK: Color = [0, 0, 0];
const PEN_INK: Color = [0.05, 0.1, 0.35];
const LEADING_EM = 1.3;
const SIZE_MIN_POINTS = 5;
/** What sums of widths are off by. */
const ROUNDING_EM = 0.001;
const PADDING_POINTS = 2;
const CAPTION = { points: 6, least: 2.5, shareMax: 0.4 } as const;
const HAND_POINTS_MAX = 28;
/** A line of a pen, in parts of the height of what it drew. */
const STROKE_PART = 0.018;
/** Where the base line stands in a line's height. */
const BASE_EM = 0.22;

/** Points of one line of a pen, in any unit, y downwards. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** How somebody signs. */
export type Hand = { by: "name"; name: string } | { by: "strokes"; strokes: readonly Stroke[] };

/** What a field is to show. Lengths in points. */
export type Drawing = { width: number; height: number } & (
  | { kind: "text"; text: string; size: number; isMultiline: boolean; align: "left" | "right" }
  /** A signature, with lines below it in small letters. */
  | { kind: "hand"; hand: Hand; captions: readonly string[] }
);

/**
 * A form for each drawing, upright on its page.
 *
 * @throws {PdfRefused} `pdf_letters_missing` for a character that no font at hand has, `pdf_text_too_long` for what does not fit
 */
export async function addDrawings(
  increment: Increment,
  drawings: readonly (Drawing & { page: Pick<PageShown, "turn"> })[],
): Promise<PdfRef[]> {
  if (drawings.length === 0) return [];
  await loadShaper();
  const drawn = await readDocument(await drawAll(drawings));
  const copies = new Copies(increment, drawn);
  const forms: PdfRef[] = [];
  for (const [at, { dict }] of readPages(drawn).entries()) {
    const { width = 0, height = 0, page } = drawings[at] ?? {};
    const form = new Map<string, PdfValue>([
      ["Type", { name: "XObject" }],
      ["Subtype", { name: "Form" }],
      ["BBox", [0, 0, width, height]],
      ["Matrix", TURNS[page?.turn ?? 0]],
      ["Resources", copies.copy(dict.get("Resources") ?? new Map())],
      ["Filter", { name: "FlateDecode" }],
    ]);
    forms.push(increment.addStream(form, new Uint8Array(deflateSync(await contentOf(drawn, dict)))));
  }
  return forms;
}

async function drawAll(drawings: readonly Drawing[]): Promise<Uint8Array> {
  const identity = sha256(utf8(JSON.stringify(drawings)));
  const doc = await openDocument({ title: "-", subject: "-", language: "zh-CN", date: new Date(0), identity });
  const fonts = embedFaces(doc, identity);
  for (const drawing of drawings) {
    const pen = new Pen(doc, { fonts, size: [drawing.width, drawing.height] });
    if (drawing.kind === "text") setText(pen, drawing);
    else setHand(pen, drawing);
  }
  return await saveDocument(doc, fonts);
}

/** As large as it may be, then smaller down to a floor, then in several lines where there is room for them. */
function setText(pen: Pen, drawing: Extract<Drawing, { kind: "text" }>): void {
  const { text, size: most, isMultiline, align, width, height } = drawing;
  const room = { width: width - 2 * PADDING_POINTS, height };
  for (let size = most; ; size = Math.max(SIZE_MIN_POINTS, size - 0.5)) {
    const lines = linesOf(text, { size, width: room.width, isOne: !isMultiline && size > SIZE_MIN_POINTS });
    const leading = size * LEADING_EM;
    const needed = lines && lines.length * leading;
    if (lines && needed !== undefined && (needed <= height || (lines.length === 1 && size <= height))) {
      const top = isMultiline ? height - PADDING_POINTS : (height + needed) / 2;
      for (const [at, line] of lines.entries()) {
        const x = align === "right" ? width - PADDING_POINTS - widthOf(line) * size : PADDING_POINTS;
        const y = top - (at + 1) * leading + leading * BASE_EM + (leading - size) / 4;
        pen.line(line, { x, y, size, color: INK, boxColor: INK });
      }
      return;
    }
    if (size <= SIZE_MIN_POINTS) throw new PdfRefused("pdf_text_too_long");
  }
}

/** Undefined where it does not fit across. @throws {PdfRefused} `pdf_letters_missing` */
function linesOf(text: string, { size, width, isOne }: { size: number; width: number; isOne: boolean }) {
  const widthMax = width / size;
  const lines = text.split("\n").flatMap((part): Line[] => {
    const units = lettersOf(part, PLAIN);
    return units.length === 0 ? [[]] : isOne ? [units] : wrap(units, widthMax);
  });
  return lines.every((line) => widthOf(line) <= widthMax + ROUNDING_EM) ? lines : undefined;
}

function lettersOf(text: string, faces: readonly FaceName[]) {
  const units = unitsOf(text, faces);
  if (units.some(({ substitute }) => substitute)) throw new PdfRefused("pdf_letters_missing");
  return units;
}

function setHand(pen: Pen, { hand, captions, width, height }: Extract<Drawing, { kind: "hand" }>): void {
  const share = captions.length * CAPTION.points * LEADING_EM;
  const below = Math.min(share, height * CAPTION.shareMax);
  const leading = captions.length === 0 ? 0 : below / captions.length;
  for (const [at, text] of captions.entries()) {
    const units = lettersOf(text, PLAIN);
    const size = Math.min(leading / LEADING_EM, (width - 2 * PADDING_POINTS) / Math.max(widthOf(units), 1));
    if (size < CAPTION.least) throw new PdfRefused("pdf_text_too_long");
    const y = below - (at + 1) * leading + leading * BASE_EM;
    pen.line(units, { x: PADDING_POINTS, y, size, color: INK, boxColor: INK });
  }
  const room = { width: width - 2 * PADDING_POINTS, height: height - below };
  if (hand.by === "strokes") drawStrokes(pen, { strokes: hand.strokes, room, bottom: below });
  else {
    const units = lettersOf(hand.name, HAND);
    const size = Math.min(HAND_POINTS_MAX, room.height / LEADING_EM, room.width / Math.max(widthOf(units), 1));
    if (size < SIZE_MIN_POINTS) throw new PdfRefused("pdf_text_too_long");
    const y = below + (room.height - size * LEADING_EM) / 2 + size * BASE_EM * LEADING_EM;
    pen.line(units, { x: PADDING_POINTS, y, size, color: PEN_INK, boxColor: PEN_INK });
  }
}

function drawStrokes(
  pen: Pen,
  given: { strokes: readonly Stroke[]; room: { width: number; height: number }; bottom: number },
): void {
  const { strokes, room, bottom } = given;
  const points = strokes.flat();
  if (points.length === 0 || !points.flat().every(Number.isFinite)) throw new PdfRefused("pdf_field_unknown");
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, head] = [xs, ys].map((each) => each.reduce((least, one) => Math.min(least, one), Infinity));
  const [right, foot] = [xs, ys].map((each) => each.reduce((most, one) => Math.max(most, one), -Infinity));
  const size = { width: (right ?? 0) - (left ?? 0) || 1, height: (foot ?? 0) - (head ?? 0) || 1 };
  const scale = 0.9 * Math.min(room.width / size.width, room.height / size.height);
  const line = { color: PEN_INK, width: Math.max(0.6, room.height * STROKE_PART) };
  for (const stroke of strokes) {
    const placed = stroke.map(([x, y]) => ({
      x: PADDING_POINTS + (x - (left ?? 0)) * scale,
      y: bottom + (room.height + size.height * scale) / 2 - (y - (head ?? 0)) * scale,
    }));
    // A dot is a line to itself, which no reader draws.
    if (placed.length === 1 && placed[0]) placed.push({ x: placed[0].x + line.width, y: placed[0].y });
    pen.page.pushOperators(...pathOperators(curveThrough(placed), { stroke: line }));
  }
}

async function contentOf(document: PdfDocument, page: PdfDict): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const each of [page.get("Contents") ?? []].flat()) {
    const object = isRef(each) ? document.objects.get(each.ref) : undefined;
    const value = object?.value;
    const inner = Array.isArray(value) ? value : [each];
    for (const one of inner) {
      const stream = isRef(one) ? document.objects.get(one.ref) : undefined;
      const bytes = stream && (await document.streamOf(stream));
      if (bytes === undefined) throw new Error("What was drawn cannot be read.");
      parts.push(bytes, utf8("\n"));
    }
  }
  return concat(...parts);
}

/** Objects of a document that we wrote ourselves, under numbers of another: fonts, which lead to no page. */
class Copies {
  readonly #increment: Increment;
  readonly #from: PdfDocument;
  readonly #known = new Map<number, PdfRef>();

  constructor(increment: Increment, from: PdfDocument) {
    this.#increment = increment;
    this.#from = from;
  }

  copy(value: PdfValue): PdfValue {
    if (isRef(value)) return this.#object(value.ref);
    if (isDict(value)) return new Map([...value].map(([name, each]) => [name, this.copy(each)]));
    return Array.isArray(value) ? value.map((each) => this.copy(each)) : value;
  }

  #object(number: number): PdfValue {
    const known = this.#known.get(number);
    if (known) return known;
    const object = this.#from.objects.get(number);
    if (object === undefined) return null;
    const value = this.copy(object.value);
    const made =
      object.stream && isDict(value) ? this.#increment.addStream(value, object.stream) : this.#increment.add(value);
    this.#known.set(number, made);
    return made;
  }
}
