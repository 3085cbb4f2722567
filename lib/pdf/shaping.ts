/**
 * Words of scripts whose letters join, stack or change places, shaped by HarfBuzz, as browsers do it.
 *
 * HarfBuzz is WebAssembly, and loaded by the first text that wants it.
 */
import { type FaceName, face, type Glyph } from "./faces.ts";

type HarfBuzz = typeof import("harfbuzzjs");
type Font = InstanceType<HarfBuzz["Font"]>;

/** Characters that became glyphs together and stay together. */
export interface Cluster {
  text: string;
  /** From left to right. */
  glyphs: readonly Glyph[];
}

const SPACE = 0x20;
const JOINERS = /[\u200c\u200d]/gu;
/** How far a cluster may reach above and below the base line, in em, before it would lie on other lines. */
const INK_MAX_EM = 1.2;
const INK_MIN_EM = -0.62;

let harfBuzz: HarfBuzz | undefined;
const fonts = new Map<FaceName, Font>();

/** To be awaited before words are shaped. */
export async function loadShaper(): Promise<void> {
  harfBuzz ??= await import("harfbuzzjs");
}

function shaper(): HarfBuzz {
  if (!harfBuzz) throw new Error("The text wants shaping, and prepareText was not told of it.");
  return harfBuzz;
}

function fontOf(name: FaceName): Font {
  const { Blob, Face, Font } = shaper();
  const font = fonts.get(name) ?? new Font(new Face(new Blob(face(name).data)));
  fonts.set(name, font);
  return font;
}

interface ShapedGlyph extends Omit<Glyph, "text"> {
  /** Index of the cluster's first UTF-16 unit. */
  cluster: number;
}

function shapeGlyphs(name: FaceName, text: string): ShapedGlyph[] {
  const { Buffer, shape } = shaper();
  const font = fontOf(name);
  const buffer = new Buffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  shape(font, buffer);
  const { unitsPerEm } = face(name).font;
  return buffer.getGlyphInfosAndPositions().map(({ codepoint, cluster, xAdvance = 0, xOffset = 0, yOffset = 0 }) => ({
    id: codepoint,
    cluster,
    advance: xAdvance / unitsPerEm,
    x: xOffset / unitsPerEm,
    y: yOffset / unitsPerEm,
  }));
}

/**
 * Which of a cluster's characters each glyph stands for: its own where the font says so, a base for the first, marks for
 * the others. A glyph that is left without any (the dot of a letter) stands for nothing; characters that are left
 * without a glyph (the second of a ligature) stand with the first.
 */
function textsOf(name: FaceName, { text, glyphs }: { text: string; glyphs: readonly ShapedGlyph[] }): string[] {
  if (glyphs.length === 1) return [text];
  const { font } = face(name);
  const texts = glyphs.map(() => "");
  const rest: string[] = [];
  for (const character of text) {
    const { id } = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    const own = glyphs.findIndex((glyph, at) => glyph.id === id && texts[at] === "");
    if (own >= 0) texts[own] = character;
    else rest.push(character);
  }
  const base = Math.max(
    0,
    glyphs.findIndex(({ advance }, at) => advance > 0 && texts[at] === ""),
  );
  for (const character of rest) {
    const free = texts[base] === "" ? base : glyphs.findIndex((_, at) => texts[at] === "");
    if (free >= 0) texts[free] = character;
    else texts[base] += character;
  }
  return texts;
}

/** The glyph that stands for a joiner: a space without a width. */
function isJoiner(name: FaceName, { id, advance }: { id: number; advance: number }): boolean {
  return advance === 0 && id === face(name).font.glyphForCodePoint(SPACE).id;
}

/**
 * The clusters of a word of one script, in logical order; joiners that have a part in it are by themselves.
 *
 * @throws {Error} before `loadShaper`
 */
export function shapeWord(name: FaceName, word: string): Cluster[] {
  const shaped = shapeGlyphs(name, word);
  const starts = [...new Set(shaped.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  return starts.flatMap((start, at) => {
    const whole = word.slice(start, starts[at + 1]);
    const all = shaped.filter(({ cluster }) => cluster === start);
    const joiner = all.find((glyph) => isJoiner(name, glyph));
    if (!joiner) return [clusterOf(name, { text: whole, glyphs: all })];
    const glyphs = all.filter((glyph) => glyph !== joiner);
    const own = clusterOf(name, { text: whole.match(JOINERS)?.join("") ?? "", glyphs: [joiner] });
    return glyphs.length === 0 ? [own] : [clusterOf(name, { text: whole.replace(JOINERS, ""), glyphs }), own];
  });
}

function clusterOf(name: FaceName, { text, glyphs }: { text: string; glyphs: readonly ShapedGlyph[] }): Cluster {
  const texts = textsOf(name, { text, glyphs });
  return { text, glyphs: glyphs.map(({ cluster: _, ...glyph }, place) => ({ ...glyph, text: texts[place] ?? text })) };
}

/** Whether every glyph is one that the font has, and none reaches into the lines above and below. */
export function isDrawable(name: FaceName, { text, glyphs }: Cluster): boolean {
  const { unitsPerEm } = face(name).font;
  if (text.replace(JOINERS, "") === "") return true;
  let hasInk = false;
  for (const { id, y } of glyphs) {
    if (id === 0) return false;
    const ink = fontOf(name).glyphExtents(id);
    if (!ink || ink.height === 0) continue;
    hasInk = true;
    const top = y + ink.yBearing / unitsPerEm;
    if (top > INK_MAX_EM || top + ink.height / unitsPerEm < INK_MIN_EM) return false;
  }
  return hasInk;
}

/** Where a joiner stands in a word without changing the picture of it; -1 when each one does. */
export function idleJoinerIn(name: FaceName, word: string): number {
  const picture = (text: string) =>
    shapeGlyphs(name, text)
      .filter((glyph) => !isJoiner(name, glyph))
      .map(({ id, x, y }) => `${id} ${x} ${y}`)
      .join("|");
  const drawn = picture(word);
  for (const { index } of word.matchAll(JOINERS)) {
    if (picture(word.slice(0, index) + word.slice(index + 1)) === drawn) return index;
  }
  return -1;
}
