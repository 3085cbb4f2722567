/** Pages as they are shown: cropped and turned (ISO 32000-2 section 7.7.3). Lengths in units of the page's own space. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, type PdfDict, type PdfRef, type PdfValue } from "#lib/pdf/read/values.ts";
import { PdfRefused } from "./refused.ts";

export const PAGES_MAX = 2_000;
const DEPTH_MAX = 32;
const POINTS_A_MM = 72 / 25.4;
/** Letter: what is meant where nothing is said. */
const LETTER: Box = { left: 0, bottom: 0, right: 612, top: 792 };

export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

export interface PageShown {
  reference: PdfRef;
  dict: PdfDict;
  /** What is shown of it, in its own space. */
  box: Box;
  /** By how much it is turned clockwise when it is shown. */
  turn: 0 | 90 | 180 | 270;
  /** Units of its space a millimetre (UserUnit, section 14.11.2). */
  unitsAMm: number;
}

/** @throws {PdfRefused} `pdf_without_pages`, `pdf_too_many_pages`, `pdf_malformed` */
export function readPages(document: PdfDocument): PageShown[] {
  const pages: PageShown[] = [];
  const seen = new Set<number>();
  const walk = (value: PdfValue | undefined, above: PdfDict, depth: number): void => {
    const dict = document.dict(value);
    // What stands in its parent, or hangs in a circle, no two programs read alike.
    if (dict === undefined || !isRef(value) || seen.has(value.ref) || depth > DEPTH_MAX)
      throw new PdfRefused("pdf_malformed");
    seen.add(value.ref);
    const whole = new Map([...above, ...inherited(dict)]);
    const kids = document.resolve(dict.get("Kids"));
    if (Array.isArray(kids)) for (const kid of kids) walk(kid, whole, depth + 1);
    else if (pages.length === PAGES_MAX) throw new PdfRefused("pdf_too_many_pages");
    else pages.push(pageOf(document, { reference: value, dict, whole }));
  };
  const root = document.dict(document.fromTrailer("Root"))?.get("Pages");
  if (isDict(document.resolve(root))) walk(root, new Map(), 0);
  if (pages.length === 0) throw new PdfRefused("pdf_without_pages");
  return pages;
}

const INHERITED = ["MediaBox", "CropBox", "Rotate"];
const inherited = (dict: PdfDict): [string, PdfValue][] => [...dict].filter(([name]) => INHERITED.includes(name));

function pageOf(
  document: PdfDocument,
  { reference, dict, whole }: { reference: PdfRef; dict: PdfDict; whole: PdfDict },
): PageShown {
  const media = boxOf(document, whole.get("MediaBox")) ?? LETTER;
  const crop = boxOf(document, whole.get("CropBox")) ?? media;
  const box = {
    left: Math.max(media.left, crop.left),
    bottom: Math.max(media.bottom, crop.bottom),
    right: Math.min(media.right, crop.right),
    top: Math.min(media.top, crop.top),
  };
  const turned = document.resolve(whole.get("Rotate"));
  const turn = typeof turned === "number" ? ((turned % 360) + 360) % 360 : 0;
  const unit = document.resolve(dict.get("UserUnit"));
  return {
    reference,
    dict,
    box: box.right > box.left && box.top > box.bottom ? box : media,
    turn: turn === 90 || turn === 180 || turn === 270 ? turn : 0,
    unitsAMm: POINTS_A_MM / (typeof unit === "number" && unit > 0 ? unit : 1),
  };
}

/** A rectangle, its corners in any order (section 7.9.5); undefined for what is none, and for an empty one. */
export function boxOf(document: PdfDocument, value: PdfValue | undefined): Box | undefined {
  const found = document.resolve(value);
  const sides = Array.isArray(found) ? found.map((each) => document.resolve(each)) : [];
  const [one, two, three, four] = sides;
  if ([one, two, three, four].some((side) => typeof side !== "number" || !Number.isFinite(side))) return undefined;
  const [x, y, otherX, otherY] = sides as number[];
  const box = {
    left: Math.min(x ?? 0, otherX ?? 0),
    bottom: Math.min(y ?? 0, otherY ?? 0),
    right: Math.max(x ?? 0, otherX ?? 0),
    top: Math.max(y ?? 0, otherY ?? 0),
  };
  return box.right > box.left && box.top > box.bottom ? box : undefined;
}

/** Width and height as it is shown. */
export function shownSize({ box, turn }: PageShown): { width: number; height: number } {
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  return turn === 90 || turn === 270 ? { width: height, height: width } : { width, height };
}

/** Where in the page's own space something lies that is placed on the page as it is shown, from its left lower corner. */
export function boxOnPage(page: PageShown, shown: { x: number; y: number; width: number; height: number }): Box {
  const corners = [
    pointOnPage(page, shown.x, shown.y),
    pointOnPage(page, shown.x + shown.width, shown.y + shown.height),
  ];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}

function pointOnPage({ box, turn }: PageShown, x: number, y: number): { x: number; y: number } {
  if (turn === 90) return { x: box.right - y, y: box.bottom + x };
  if (turn === 180) return { x: box.right - x, y: box.top - y };
  if (turn === 270) return { x: box.left + y, y: box.top - x };
  return { x: box.left + x, y: box.bottom + y };
}

/** And back. */
export function pointShown({ box, turn }: PageShown, x: number, y: number): { x: number; y: number } {
  if (turn === 90) return { x: y - box.bottom, y: box.right - x };
  if (turn === 180) return { x: box.right - x, y: box.top - y };
  if (turn === 270) return { x: box.top - y, y: x - box.left };
  return { x: x - box.left, y: y - box.bottom };
}
