/** The order in which a line of Arabic or Hebrew is drawn (Unicode Bidirectional Algorithm, UAX #9). */
import createBidi from "bidi-js";
import type { Line, Unit } from "./unit.ts";

const bidi = createBidi();

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";
/** In the place of a boxed code point: a neutral. What is boxed has no influence on its neighbours. */
const OBJECT = "\ufffc";
const RIGHT_TO_LEFT = /[\p{scx=Arab}\p{scx=Hebr}]/u;

/** A part of a text; what is isolated keeps its order to itself, as `<bdi>` does. */
export interface Part {
  units: readonly Unit[];
  isolated: boolean;
}

function isRightToLeft({ text, substitute }: Unit): boolean {
  return !substitute && RIGHT_TO_LEFT.test(text);
}

/**
 * The units of the parts with their embedding levels. The direction of the whole is that of its first strong letter.
 *
 * @param mirror the unit of another character, in the same fonts
 */
export function withLevels(parts: readonly Part[], mirror: (character: string) => Unit | undefined): Unit[] {
  const units = parts.flatMap((part) => part.units);
  if (!units.some(isRightToLeft)) return units;
  let text = "";
  const places: number[] = [];
  for (const part of parts) {
    if (part.isolated) text += FIRST_STRONG_ISOLATE;
    for (const unit of part.units) {
      places.push(text.length);
      text += unit.substitute ? OBJECT : unit.text;
    }
    if (part.isolated) text += POP_DIRECTIONAL_ISOLATE;
  }
  const { levels } = bidi.getEmbeddingLevels(text);
  return units.map((unit, at) => {
    const level = levels[places[at] ?? 0] ?? 0;
    return { ...(level % 2 === 1 ? mirrored(unit, mirror) : unit), level };
  });
}

/** A parenthesis that opens to the left (rule L4): drawn as the other one, and copied out as what it is. */
function mirrored(unit: Unit, mirror: (character: string) => Unit | undefined): Unit {
  const other = unit.substitute ? null : bidi.getMirroredCharacter(unit.text);
  const drawn = other ? mirror(other) : undefined;
  if (!drawn || drawn.substitute) return unit;
  return { ...drawn, text: unit.text, glyphs: drawn.glyphs.map((glyph) => ({ ...glyph, text: unit.text })) };
}

/** The units of a line from left to right (rules L1 and L2). */
export function inVisualOrder(line: Line): Line {
  if (line.every(({ level }) => level === 0)) return line;
  const text = line.map((unit) => (unit.text === " " ? " " : "x")).join("");
  const levels = Uint8Array.from(line, ({ level }) => level);
  // Spaces that hang over the edge of the line do so on the right, whatever its direction.
  const paragraphs = [{ start: 0, end: line.length - 1, level: 0 }];
  const ordered = [...line];
  for (const [start = 0, end = 0] of bidi.getReorderSegments(text, { levels, paragraphs })) {
    ordered.splice(start, end - start + 1, ...ordered.slice(start, end + 1).reverse());
  }
  return ordered;
}
