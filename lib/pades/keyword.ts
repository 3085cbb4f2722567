/**
 * Where words stand on the pages of a document, as a reader sees them: found by PDF.js, which knows how fonts name their letters. Words that
 * nobody sees, in rendering mode 3 or outside the page, are none.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { PdfRefused } from "./refused.ts";
import type { Letter } from "./shown-letters.ts";

/** Looked through for words. */
const PAGES_MAX = 500;
/** Of one search, and as far as one is chosen by its number. */
export const FOUND_MAX = 200;
/** Letters of the line before and after. */
const AROUND_CHARS = 24;

/** Of several: the first in the document, the last, or the one with this number, counted from 1. */
export type Which = "first" | "last" | number;

export interface Found {
  /** Counted from 1. */
  page: number;
  /** The middle of the words, in the page's own space. */
  x: number;
  y: number;
  before: string;
  words: string;
  after: string;
}

/** @throws {PdfRefused} `pdf_keyword_absent`, also for a number that there is not; `pdf_malformed` */
export async function findKeyword(
  pdf: Uint8Array,
  { keyword, which }: { keyword: string; which: Which },
): Promise<Found> {
  const max = which === "first" || which === "last" ? 1 : which;
  const found = await search(pdf, { keyword, max, fromEnd: which === "last" });
  const one = typeof which === "number" ? found[which - 1] : found[0];
  if (one === undefined) throw new PdfRefused("pdf_keyword_absent");
  return one;
}

/**
 * All of them in the order of the document, `FOUND_MAX` at most.
 *
 * @throws {PdfRefused} `pdf_keyword_absent`, `pdf_malformed`
 */
export async function findAll(pdf: Uint8Array, keyword: string): Promise<{ found: Found[]; more: boolean }> {
  const found = await search(pdf, { keyword, max: FOUND_MAX + 1, fromEnd: false });
  if (found.length === 0) throw new PdfRefused("pdf_keyword_absent");
  return { found: found.slice(0, FOUND_MAX), more: found.length > FOUND_MAX };
}

interface Wanted {
  keyword: string;
  max: number;
  fromEnd: boolean;
}

async function search(pdf: Uint8Array, wanted: Wanted): Promise<Found[]> {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  const reading = getDocument({
    data: Uint8Array.from(pdf),
    cMapUrl: `${join(folder, "cmaps")}/`,
    standardFontDataUrl: `${join(folder, "standard_fonts")}/`,
    ...{ disableFontFace: true, useSystemFonts: false, useWasm: false, verbosity: 0 },
  });
  try {
    return await searchPages(await reading.promise, wanted);
  } catch {
    throw new PdfRefused("pdf_malformed");
  } finally {
    await reading.destroy();
  }
}

async function searchPages(document: PDFDocumentProxy, { keyword, max, fromEnd }: Wanted): Promise<Found[]> {
  // With PDF.js, for whoever searches: nobody else starts with it.
  const { readLetters } = await import("./shown-letters.ts");
  const wanted = lettersOf(keyword);
  if (wanted.length === 0) return [];
  const found: Found[] = [];
  const count = Math.min(document.numPages, PAGES_MAX);
  for (let step = 0; step < count && found.length < max; step++) {
    const number = fromEnd ? document.numPages - step : step + 1;
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ("str" in item ? item.str : "")).join("");
    // Where its letters are is asked only of a page that has them: that takes its pictures apart, too.
    if (lettersOf(text).join("").includes(wanted.join(""))) {
      const places = placesOf(await readLetters(page), wanted);
      const all = places.map((place) => ({ page: number, ...place }));
      found.push(...(fromEnd ? all.reverse() : all));
    }
    page.cleanup();
  }
  return found.slice(0, max);
}

/** Letters by what they mean (Unicode NFKC); blanks between them are a matter of taste, and not compared. */
const lettersOf = (text: string): string[] => [...text.normalize("NFKC").replaceAll(/\s+/gu, "")];

function placesOf(letters: readonly Letter[], wanted: readonly string[]): Omit<Found, "page">[] {
  // A ligature is several letters at one place.
  const single = letters.flatMap((letter) => lettersOf(letter.text).map((text) => ({ text, letter })));
  const around = (from: number, to: number) =>
    single
      .slice(Math.max(0, from), to)
      .map(({ text }) => text)
      .join("");
  const places: Omit<Found, "page">[] = [];
  for (let at = 0; at + wanted.length <= single.length; at++) {
    if (!wanted.every((text, on) => single[at + on]?.text === text)) continue;
    const [one, last] = [single[at]?.letter, single[at + wanted.length - 1]?.letter];
    if (one === undefined || last === undefined) continue;
    const end = at + wanted.length;
    places.push({
      ...{ x: (one.from.x + last.to.x) / 2, y: (one.from.y + last.to.y) / 2 },
      ...{ before: around(at - AROUND_CHARS, at), words: wanted.join(""), after: around(end, end + AROUND_CHARS) },
    });
    at = end - 1;
  }
  return places;
}
