/** Where words stand on the pages of a document, found by PDF.js, which knows how fonts name their letters. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PdfRefused } from "./refused.ts";

/** Looked through for words. */
const PAGES_MAX = 500;

export interface Found {
  /** Counted from 1. */
  page: number;
  /** The middle of the words, in the page's own space. */
  x: number;
  y: number;
}

interface Piece {
  str: string;
  transform: number[];
  width: number;
  height: number;
}

/**
 * @param which of several: the first in the document, or the last
 * @throws {PdfRefused} `pdf_keyword_absent`, `pdf_malformed`
 */
export async function findKeyword(
  pdf: Uint8Array,
  { keyword, which }: { keyword: string; which: "first" | "last" },
): Promise<Found> {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  const reading = getDocument({
    data: Uint8Array.from(pdf),
    cMapUrl: `${join(folder, "cmaps")}/`,
    standardFontDataUrl: `${join(folder, "standard_fonts")}/`,
    ...{ disableFontFace: true, useSystemFonts: false, useWasm: false, verbosity: 0 },
  });
  try {
    const document = await reading.promise;
    const count = Math.min(document.numPages, PAGES_MAX);
    for (let step = 0; step < count; step++) {
      const number = which === "first" ? step + 1 : document.numPages - step;
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const pieces = items.flatMap((item) => ("str" in item ? [item as Piece] : []));
      page.cleanup();
      const place = placeOf(pieces, { keyword, which });
      if (place) return { page: number, ...place };
    }
  } catch {
    throw new PdfRefused("pdf_malformed");
  } finally {
    await reading.destroy();
  }
  throw new PdfRefused("pdf_keyword_absent");
}

/** Words may go over several pieces; blanks between those are a matter of taste, and not compared. */
function placeOf(
  pieces: readonly Piece[],
  { keyword, which }: { keyword: string; which: "first" | "last" },
): { x: number; y: number } | undefined {
  const letters = pieces.flatMap((piece) => {
    const units = [...piece.str];
    return units.flatMap((letter, at) => (letter.trim() === "" ? [] : [{ letter, piece, from: at / units.length }]));
  });
  const wanted = [...keyword].filter((letter) => letter.trim() !== "");
  const starts = letters.flatMap((_, at) =>
    wanted.every((letter, on) => letters[at + on]?.letter === letter) ? [at] : [],
  );
  const start = which === "first" ? starts[0] : starts.at(-1);
  if (start === undefined || wanted.length === 0) return undefined;
  const [one, last] = [letters[start], letters[start + wanted.length - 1]];
  if (one === undefined || last === undefined) return undefined;
  const end = last.from + 1 / [...last.piece.str].length;
  const [from, to] = [pointOf(one.piece, one.from), pointOf(last.piece, end)];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

/** On the middle of the line, so far along it. */
function pointOf({ transform, width, height }: Piece, part: number): { x: number; y: number } {
  const [a = 1, b = 0, , , x = 0, y = 0] = transform;
  const length = Math.hypot(a, b) || 1;
  const [alongX, alongY] = [a / length, b / length];
  const raised = height * 0.35;
  return { x: x + alongX * width * part - alongY * raised, y: y + alongY * width * part + alongX * raised };
}
