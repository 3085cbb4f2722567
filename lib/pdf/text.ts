/**
 * From a string of anyone's making to lines that can be drawn.
 *
 * A character that no font at hand can show (a rare ideograph, another script, a sign without ink, a direction
 * override) becomes its code point in a box: nothing is dropped, and no such sign reorders anything.
 */
import { type Part, withLevels } from "./bidi.ts";
import { type FaceName, isOther } from "./faces.ts";
import { loadShaper } from "./shaping.ts";
import { type Line, nominalUnit, type Unit } from "./unit.ts";
import { itemise } from "./words.ts";

/** A text, or parts of one; a name in the midst of a sentence is isolated, whatever the direction of its script. */
export type Text = string | readonly (string | { isolated: string })[];

/** A line break in a text is one; in parts there are none. */
export function linesOf(text: Text): readonly Text[] {
  return typeof text === "string" ? text.split("\n") : [text];
}

const OPENING = /[（《〈「『【〔“‘([{]/u;
const CLOSING = /[，。、；：？！）》〉」』】〕”’…％,.;:?!)\]}%،؛؟۔।॥]/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}　-〿＀-￯]/u;
const BREAK_AFTER = /[-_.,]/;

/** Letters followed by their marks, and decomposed Hangul: some systems store names so. */
const DECOMPOSED = /\p{L}\p{M}+|[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?/gu;

function compose(text: string): string {
  return text.replace(DECOMPOSED, (cluster) => cluster.normalize("NFC"));
}

const QUOTES = /[‘’“”]/u;
const APOSTROPHE = /^\p{L}’\p{L}$/u;

/** Whose quotation marks are as narrow as its letters. */
const isEuropean = (name: FaceName) => name.startsWith("european") || name.startsWith("garamond");

/** Whether a quotation mark is to be narrow: the first faces have it as wide as an ideograph, which is right beside those alone. */
function isNarrowQuote(text: string, at: number): boolean {
  if (!QUOTES.test(text[at] ?? "")) return false;
  const around = text.slice(Math.max(0, at - 1), at + 2);
  return !WIDE.test(text) || (APOSTROPHE.test(around) && !WIDE.test(around));
}

/** A text of which the first faces have every character, each by the first that has it; undefined when they have not. */
function plainUnits(text: string, faces: readonly FaceName[]): Unit[] | undefined {
  // Where the first of all is shaped, so is the text.
  if (faces[0] && isOther(faces[0])) return undefined;
  const first = faces.filter((name) => !isOther(name));
  const units: Unit[] = [];
  let at = 0;
  for (const character of text) {
    let unit: Unit | undefined;
    for (const name of faces[0] !== "mono" && isNarrowQuote(text, at)
      ? [...faces.filter(isEuropean), ...first]
      : first) {
      unit = nominalUnit(name, character);
      if (unit) break;
    }
    if (!unit) return undefined;
    units.push(unit);
    at += character.length;
  }
  return units;
}

function unitsOfPart(text: string, faces: readonly FaceName[]): Unit[] {
  const composed = compose(text);
  return plainUnits(composed, faces) ?? itemise(composed, faces);
}

/** To be awaited before texts are drawn: loads what most of them do not want. */
export async function prepareText(texts: readonly string[], faces: readonly FaceName[]): Promise<void> {
  if (texts.some((text) => !plainUnits(compose(text), faces))) await loadShaper();
}

/** The drawable units of a text in logical order, in the first of the faces that have them. */
export function unitsOf(text: Text, faces: readonly FaceName[]): Unit[] {
  const parts = (typeof text === "string" ? [text] : text).map((part): Part => {
    if (typeof part === "string") return { units: unitsOfPart(part, faces), isolated: false };
    return { units: unitsOfPart(part.isolated, faces), isolated: true };
  });
  return withLevels(parts, (character) => unitsOfPart(character, faces)[0]);
}

/** The code points that will be drawn in a box, each once, in order. */
export function substitutesIn(units: readonly Unit[]): string[] {
  return [...new Set(units.filter((unit) => unit.substitute).map((unit) => unit.text))];
}

export function widthOf(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.width, 0);
}

function mayBreakBetween(before: Unit, after: Unit): boolean {
  if (before.substitute || after.substitute || after.beginsWord) return true;
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

/** Breaks characters into lines no wider than `widthMax` em. */
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

const ELLIPSIS = "…";

/** The first lines, where there are more than `linesMax`; the last of them ends in an ellipsis within the same width. */
export function cutTo(
  lines: readonly Line[],
  { linesMax, widthMax, faces }: { linesMax: number; widthMax: number; faces: readonly FaceName[] },
): readonly Line[] {
  const last = lines[linesMax - 1];
  if (last === undefined || lines.length <= linesMax) return lines;
  const ellipsis = unitsOf(ELLIPSIS, faces);
  const kept = [...last];
  while (kept.length > 0 && widthOf(kept) + widthOf(ellipsis) > widthMax) kept.pop();
  const level = kept.at(-1)?.level ?? 0;
  return [...lines.slice(0, linesMax - 1), [...kept, ...ellipsis.map((unit) => ({ ...unit, level }))]];
}
