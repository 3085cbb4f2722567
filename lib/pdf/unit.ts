/** What a line consists of: the least that is drawn, measured and broken as a whole. */
import { type FaceName, face, type Glyph } from "./faces.ts";

/** A character, or characters that are drawn as one. */
export interface Unit {
  /** The characters, or `U+1F642` in the place of one. */
  text: string;
  face: FaceName;
  /** From left to right. */
  glyphs: readonly Glyph[];
  /** Advance width in em. */
  width: number;
  /** The text is the code point of a character that could not be drawn. */
  substitute: boolean;
  /** Embedding level (UAX #9): from right to left where it is odd. */
  level: number;
  /** A line may begin here, although nothing that can be seen says so. */
  beginsWord?: boolean;
}

export type Line = readonly Unit[];

/** Space on either side of a boxed code point, in em of the line's size. */
export const SUBSTITUTE_PADDING_EM = 0.28;
/** Size of a boxed code point in relation to the line's. */
export const SUBSTITUTE_SCALE = 0.72;

export function glyphsWidth(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { advance }) => sum + advance, 0);
}

/** A character by its nominal glyph, if the face has one. */
export function nominalUnit(name: FaceName, character: string): Unit | undefined {
  const glyph = face(name).glyph(character.codePointAt(0) ?? 0);
  if (!glyph) return undefined;
  return { text: character, face: name, glyphs: [glyph], width: glyph.advance, substitute: false, level: 0 };
}

function codePointLabel(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The code point of a character, to be drawn in a box. */
export function substituteUnit(character: string): Unit {
  const text = codePointLabel(character.codePointAt(0) ?? 0);
  const glyphs = Array.from(text, (sign) => face("mono").glyph(sign.codePointAt(0) ?? 0)).filter((glyph) => !!glyph);
  const width = glyphsWidth(glyphs) * SUBSTITUTE_SCALE + 2 * SUBSTITUTE_PADDING_EM;
  return { text, face: "mono", glyphs, width, substitute: true, level: 0 };
}
