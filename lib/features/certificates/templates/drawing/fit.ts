/**
 * Fits a text into its box: at its size if it can be, else smaller down to its floor, else in more lines. It never reaches out of
 * the box: what cannot be set within it is said not to fit.
 */
import { inVisualOrder } from "#lib/pdf/bidi.ts";
import { face } from "#lib/pdf/faces.ts";
import { unitsOf, widthOf, wrap } from "#lib/pdf/text.ts";
import type { Line, Unit } from "#lib/pdf/unit.ts";
import type { TextElement } from "../types.ts";
import { FACES_OF } from "./fonts.ts";
import type { Paragraph } from "./words.ts";

export const POINTS_PER_MM: number = 72 / 25.4;
/** Sizes are tried a quarter of a point apart. */
const SIZE_STEP_POINTS = 0.25;
/** From a first line's head to its foot, in sizes: no letter of our faces but the tallest marks reach beyond. */
const LINE_EM = 1.16;
/** How far the head of a line is above its base line. */
export const ASCENT_EM = 0.9;
/** Up to so many lines a text is a name or a title, which shrinks before it breaks; longer ones break before they shrink. */
const NAME_LINES_MAX = 2;
const SLACK_EM = 0.001;
const BALANCE_STEPS = 12;

export interface FittedText {
  lines: readonly Line[];
  size: number;
  /** The whole block's, in points. */
  height: number;
}

/** Letters that join, or stand on one another, are not spaced out. */
const JOINED = /[\p{scx=Arab}\p{scx=Deva}\p{scx=Thai}]/u;

function spaced(units: readonly Unit[], spacing: number): Unit[] {
  if (spacing === 0) return [...units];
  return units.map((unit) => {
    if (JOINED.test(unit.text) || unit.substitute) return unit;
    const last = unit.glyphs.length - 1;
    const glyphs = unit.glyphs.map((glyph, at) =>
      at === last ? { ...glyph, advance: glyph.advance + spacing } : glyph,
    );
    return { ...unit, glyphs, width: unit.width + spacing };
  });
}

/** The units of each paragraph in the element's font, as they are set. */
export function setParagraphs(
  element: Pick<TextElement, "font" | "spacing">,
  paragraphs: readonly Paragraph[],
): Unit[][] {
  const faces = FACES_OF[element.font];
  return paragraphs.map(({ text }) => spaced(unitsOf(text, faces), element.spacing));
}

/** Width of what is seen of a line: neither spaces at its end nor the spacing behind its last letter. */
export function inkWidth(line: Line, spacing: number): number {
  let end = line.length;
  while (end > 0 && line[end - 1]?.text === " ") end--;
  const width = widthOf(line.slice(0, end));
  return end > 0 ? width - spacing : width;
}

/** How far a line's first and last letters reach beyond where they stand, in em: a slanted f does. */
export function overhang(line: Line): { left: number; right: number } {
  const seen = inVisualOrder(line).filter(({ text }) => text !== " ");
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) return { left: 0, right: 0 };
  const [head, tail] = [first.glyphs[0], last.glyphs.at(-1)];
  const boxOf = (unit: Unit, id: number) => {
    const { font, metrics } = face(unit.face);
    const { minX, maxX } = metrics.extent(id);
    const em = font.unitsPerEm;
    return { minX: minX / em, maxX: maxX / em, advance: metrics.advance(id) / em };
  };
  const left = head ? -boxOf(first, head.id).minX : 0;
  const end = tail && boxOf(last, tail.id);
  return { left: Math.max(0, left), right: end ? Math.max(0, end.maxX - end.advance) : 0 };
}

/** All that is seen of a line, in em. */
export function wholeWidth(line: Line, spacing: number): number {
  const { left, right } = overhang(line);
  return left + inkWidth(line, spacing) + right;
}

interface Given {
  units: readonly Unit[][];
  element: TextElement;
}

const heightOf = (count: number, { leading }: TextElement, size: number): number =>
  size * (LINE_EM + (count - 1) * leading);

/** The lines at a size, or undefined where they are more, or higher, than the element has room for. */
function linesAt(size: number, { units, element }: Given): Line[] | undefined {
  const widthMax = (element.width * POINTS_PER_MM) / size + element.spacing + SLACK_EM;
  const lines = units.flatMap((paragraph) => (paragraph.length === 0 ? [[]] : wrap(paragraph, widthMax)));
  const linesMax = Math.max(element.linesMax, units.length);
  const fits = lines.length <= linesMax && heightOf(lines.length, element, size) <= element.height * POINTS_PER_MM;
  // A single character may be wider than the box.
  return fits && lines.every((line) => wholeWidth(line, element.spacing) <= widthMax - element.spacing)
    ? lines
    : undefined;
}

function largest(given: Given, fits: (lines: Line[]) => boolean): { size: number; lines: Line[] } | undefined {
  const { size: most, sizeMin } = given.element;
  const steps = Math.ceil((most - sizeMin) / SIZE_STEP_POINTS);
  const sizeAt = (step: number) => Math.max(sizeMin, most - step * SIZE_STEP_POINTS);
  const tried = (step: number) => {
    const lines = linesAt(sizeAt(step), given);
    return lines && fits(lines) ? { size: sizeAt(step), lines } : undefined;
  };
  // Halving: what fits at a size fits at every smaller one, but for places where lines break a little otherwise.
  let [low, high] = [0, steps];
  let found = tried(0);
  if (found || steps === 0) return found;
  found = tried(high);
  if (!found) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const here = tried(middle);
    if (here) [high, found] = [middle, here];
    else low = middle;
  }
  return found;
}

/** Lines of nearly one length, in as many as there are. */
function balanced(lines: Line[], { units, element }: Given, size: number): Line[] {
  if (element.align !== "center" || lines.length <= units.length) return lines;
  let [low, high] = [0, (element.width * POINTS_PER_MM) / size + element.spacing];
  let best = lines;
  for (let step = 0; step < BALANCE_STEPS; step++) {
    const middle = (low + high) / 2;
    const tried = units.flatMap((paragraph) => (paragraph.length === 0 ? [[]] : wrap(paragraph, middle)));
    const fits =
      tried.length <= lines.length && tried.every((line) => inkWidth(line, element.spacing) <= middle + SLACK_EM);
    if (fits) [best, high] = [tried, middle];
    else low = middle;
  }
  return best;
}

/** @returns undefined where it does not fit into the element's box */
export function fitText(element: TextElement, units: readonly Unit[][]): FittedText | undefined {
  const given = { units, element };
  const isName = element.linesMax <= NAME_LINES_MAX;
  const unbroken = isName ? largest(given, (lines) => lines.length === units.length) : undefined;
  const found = unbroken ?? largest(given, () => true);
  if (!found) return undefined;
  const { size } = found;
  const lines = balanced(found.lines, given, size);
  return { lines, size, height: heightOf(lines.length, element, size) };
}
