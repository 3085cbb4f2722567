/**
 * From a string of anyone's making to lines that can be drawn.
 *
 * A character that no font at hand can show (a rare ideograph, another script, a sign without ink, a direction
 * override) becomes its code point in a box: nothing is dropped and nothing is reordered.
 */
import { type FaceName, face } from "./faces.ts";

/** One character as it will be drawn. */
export interface Unit {
  /** What is drawn: the character, or `U+20BB7` in its place. */
  text: string;
  face: FaceName;
  /** Advance width in em. */
  width: number;
  /** The text is the code point of a character that could not be drawn. */
  substitute: boolean;
}

export type Line = readonly Unit[];

/** Space on either side of a boxed code point, in em of the line's size. */
export const SUBSTITUTE_PADDING_EM = 0.28;
/** Size of a boxed code point in relation to the line's. */
export const SUBSTITUTE_SCALE = 0.72;

const OPENING = /[（《〈「『【〔“‘([{]/u;
const CLOSING = /[，。、；：？！）》〉」』】〕”’…％,.;:?!)\]}%]/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}　-〿＀-￯]/u;
const BREAK_AFTER = /[-_.,]/;

/** Letters followed by their marks, and decomposed Hangul: some systems store names so. */
const DECOMPOSED = /\p{L}\p{M}+|[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?/gu;

function codePointLabel(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

function substituteUnit(codePoint: number): Unit {
  const label = codePointLabel(codePoint);
  let width = 0;
  for (const character of label) width += face("mono").advance(character.codePointAt(0) ?? 0) ?? 0;
  return {
    text: label,
    face: "mono",
    width: width * SUBSTITUTE_SCALE + 2 * SUBSTITUTE_PADDING_EM,
    substitute: true,
  };
}

function unitOf(character: string, faces: readonly FaceName[]): Unit {
  const codePoint = character.codePointAt(0) ?? 0;
  for (const name of faces) {
    const width = face(name).advance(codePoint);
    if (width !== undefined) return { text: character, face: name, width, substitute: false };
  }
  return substituteUnit(codePoint);
}

/** The drawable characters of a text, the first of the faces that has a character drawing it. */
export function unitsOf(text: string, faces: readonly FaceName[]): Unit[] {
  const composed = text.replace(DECOMPOSED, (cluster) => cluster.normalize("NFC"));
  return Array.from(composed, (character) => unitOf(character, faces));
}

/** The code points that will be drawn in a box, each once, in order. */
export function substitutesIn(units: readonly Unit[]): string[] {
  return [...new Set(units.filter((unit) => unit.substitute).map((unit) => unit.text))];
}

export function widthOf(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.width, 0);
}

function mayBreakBetween(before: Unit, after: Unit): boolean {
  if (before.substitute || after.substitute) return true;
  if (before.text === " ") return true;
  if (after.text === " ") return false;
  if (CLOSING.test(after.text) || OPENING.test(before.text)) return false;
  return WIDE.test(before.text) || WIDE.test(after.text) || BREAK_AFTER.test(before.text);
}

/** Where the line that begins at `start` ends: at the last good place, or anywhere when there is none. */
function lineEnd(units: readonly Unit[], start: number, widthMax: number): number {
  let width = 0;
  let good = start;
  for (let index = start; index < units.length; index++) {
    const unit = units[index] as Unit;
    const previous = units[index - 1];
    if (index > start && previous && mayBreakBetween(previous, unit)) good = index;
    width += unit.width;
    // A space at the end of a line may hang over its edge.
    if (width > widthMax && index > start && unit.text !== " ") return good > start ? good : index;
  }
  return units.length;
}

/** Breaks characters into lines no wider than `widthMax` em; a line break in the text is a line break. */
export function wrap(units: readonly Unit[], widthMax: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < units.length) {
    const end = lineEnd(units, start, widthMax);
    lines.push(units.slice(start, end));
    start = end;
  }
  return lines;
}
