/**
 * The glyphs of a font that a document draws, as a composite font (ISO 32000-1 §9.7).
 *
 * A code of it is a glyph *and* the characters that it stands for there: where two characters share a glyph, each is
 * copied out as what it is.
 */
import { type PDFDocument, PDFName, PDFObject, type PDFRef, PDFString } from "pdf-lib";
import type { Face, Glyph } from "./faces.ts";

/** A font in a document. */
export interface DrawnFont {
  readonly ref: PDFRef;
  /** The code of a glyph, four hexadecimal digits. */
  code: (glyph: Glyph) => string;
  /** How far the font itself says that the pen goes on, in em. */
  advance: (glyph: Glyph) => number;
}

export interface Fonts {
  get: (name: Face["name"]) => DrawnFont;
  /** Writes them into the document. */
  finish: () => void;
}

/** Every code has to stand for something (PDF/A-3U); parts of letters stand for a space without a width. */
const NOTHING = "\u200b";
/** A CMap's block holds no more (Adobe Technical Note 5014). */
const CMAP_BLOCK_MAX = 100;
const EM = 1000;
/** FontDescriptor flags (§9.8.2): the glyphs are no Latin alphabet. */
const SYMBOLIC = 4;

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}

function utf16Hex(text: string): string {
  return Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at))).join("");
}

function unicodeMap(texts: readonly string[]): string {
  const lines = texts.map((text, at) => `<${hex(at + 1)}> <${utf16Hex(text)}>`);
  const blocks = [];
  for (let at = 0; at < lines.length; at += CMAP_BLOCK_MAX) {
    const block = lines.slice(at, at + CMAP_BLOCK_MAX);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar\n`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${blocks.join("")}endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

/** A name that no other document has: the library would keep each of its own names for as long as the process lives. */
class OwnName extends PDFObject {
  readonly #text: string;

  /** @param name of regular characters alone (§7.3.5) */
  constructor(name: string) {
    super();
    this.#text = `/${name}`;
  }

  override clone(): OwnName {
    return this;
  }

  override toString(): string {
    return this.#text;
  }

  override sizeInBytes(): number {
    return this.#text.length;
  }

  override copyBytesInto(buffer: Uint8Array, offset: number): number {
    for (let at = 0; at < this.#text.length; at++) buffer[offset + at] = this.#text.charCodeAt(at);
    return this.#text.length;
  }
}

export class SubsetFont implements DrawnFont {
  readonly ref: PDFRef;
  readonly #doc: PDFDocument;
  readonly #face: Face;
  readonly #name: OwnName;
  readonly #subset;
  readonly #codes = new Map<string, number>();
  /** By code, the first of which is 1. */
  readonly #texts: string[] = [];
  readonly #subsetIds: number[] = [];
  readonly #advances: number[] = [];

  constructor(doc: PDFDocument, { face, tag }: { face: Face; tag: string }) {
    this.#doc = doc;
    this.#face = face;
    this.#name = new OwnName(`${tag}+${face.font.postscriptName}`);
    this.#subset = face.font.createSubset();
    this.ref = doc.context.nextRef();
  }

  advance({ id }: Glyph): number {
    return this.#face.metrics.advance(id) / this.#face.font.unitsPerEm;
  }

  code(glyph: Glyph): string {
    const key = `${glyph.id} ${glyph.text}`;
    const known = this.#codes.get(key);
    if (known !== undefined) return hex(known);
    const code = this.#texts.push(glyph.text || NOTHING);
    this.#codes.set(key, code);
    this.#subsetIds.push(this.#subset.includeGlyph(glyph.id));
    this.#advances.push(this.advance(glyph) * EM);
    return hex(code);
  }

  finish(): void {
    const { context } = this.#doc;
    const descendant = context.obj({
      Type: "Font",
      Subtype: "CIDFontType2",
      BaseFont: this.#name,
      CIDSystemInfo: { Registry: PDFString.of("Adobe"), Ordering: PDFString.of("Identity"), Supplement: 0 },
      CIDToGIDMap: this.#glyphMap(),
      FontDescriptor: this.#descriptor(),
      W: [1, this.#advances],
    });
    const font = context.obj({
      Type: "Font",
      Subtype: "Type0",
      BaseFont: this.#name,
      Encoding: "Identity-H",
      DescendantFonts: [context.register(descendant)],
      ToUnicode: context.register(context.flateStream(unicodeMap(this.#texts))),
    });
    context.assign(this.ref, font);
  }

  /** Codes are glyphs of the subset, unless characters share some. */
  #glyphMap(): PDFRef | PDFName {
    if (this.#subsetIds.every((id, at) => id === at + 1)) return PDFName.of("Identity");
    const map = Uint8Array.from([0, ...this.#subsetIds].flatMap((id) => [id >> 8, id & 0xff]));
    return this.#doc.context.register(this.#doc.context.flateStream(map));
  }

  #descriptor(): PDFRef {
    const { context } = this.#doc;
    const { unitsPerEm, italicAngle, ascent, descent, capHeight, bbox } = this.#face.font;
    const scale = EM / unitsPerEm;
    const descriptor = context.obj({
      Type: "FontDescriptor",
      FontName: this.#name,
      Flags: SYMBOLIC,
      FontBBox: [bbox.minX * scale, bbox.minY * scale, bbox.maxX * scale, bbox.maxY * scale],
      ItalicAngle: italicAngle,
      Ascent: ascent * scale,
      Descent: descent * scale,
      CapHeight: (capHeight || ascent) * scale,
      StemV: 0,
      FontFile2: context.register(context.flateStream(this.#subset.encode())),
    });
    return context.register(descriptor);
  }
}
