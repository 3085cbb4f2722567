/** What is used of fontkit 2.0.4, which ships no types. */
declare module "fontkit" {
  export interface FontkitGlyph {
    readonly id: number;
    readonly advanceWidth: number;
    readonly path: {
      readonly commands: readonly { command: string; args: number[] }[];
      readonly bbox: { minX: number; maxX: number };
    };
  }

  export interface FontkitSubset {
    includeGlyph(glyph: number): number;
    encode(): Uint8Array;
  }

  export interface FontkitFont {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly italicAngle: number;
    readonly capHeight: number;
    readonly bbox: { minX: number; minY: number; maxX: number; maxY: number };
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): FontkitGlyph;
    getGlyph(id: number): FontkitGlyph;
    createSubset(): FontkitSubset;
  }

  export function create(data: Uint8Array): FontkitFont;
}
