/**
 * How wide the glyphs of a TrueType font are, and where their ink is: read where it stands in the file (ISO/IEC 14496-22: head, hhea, hmtx,
 * maxp, loca, glyf). The font library would take each outline apart for it, and keep that for as long as the font is open.
 */

/** In font units, y upwards. */
export interface GlyphMetrics {
  advance: (id: number) => number;
  /** Whether anything is drawn. */
  hasInk: (id: number) => boolean;
  /** From the left edge of the ink to the right one, as the font states it; zero where there is none. */
  extent: (id: number) => { minX: number; maxX: number };
}

const DIRECTORY_AT = 12;
const ENTRY_BYTES = 16;
const LONG_LOCA = 1;
const METRIC_BYTES = 4;

export function readGlyphMetrics(data: Uint8Array): GlyphMetrics {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const tables = new Map<string, number>();
  for (let entry = 0; entry < view.getUint16(4); entry++) {
    const at = DIRECTORY_AT + entry * ENTRY_BYTES;
    const tag = String.fromCharCode(...data.subarray(at, at + 4));
    tables.set(tag, view.getUint32(at + 8));
  }
  const table = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new Error(`The font has no table ${tag}.`);
    return at;
  };
  const [head, hhea, hmtx, loca, glyf] = ["head", "hhea", "hmtx", "loca", "glyf"].map(table) as [
    ...[number, number, number, number, number],
  ];
  const isLong = view.getInt16(head + 50) === LONG_LOCA;
  const metrics = view.getUint16(hhea + 34);
  const offset = (id: number): number => (isLong ? view.getUint32(loca + 4 * id) : 2 * view.getUint16(loca + 2 * id));
  const hasInk = (id: number): boolean => offset(id + 1) > offset(id) && view.getInt16(glyf + offset(id)) !== 0;
  return {
    // Those behind the last metric are as wide as that one.
    advance: (id) => view.getUint16(hmtx + METRIC_BYTES * Math.min(id, metrics - 1)),
    hasInk,
    extent: (id) => {
      if (!hasInk(id)) return { minX: 0, maxX: 0 };
      const at = glyf + offset(id);
      return { minX: view.getInt16(at + 2), maxX: view.getInt16(at + 6) };
    },
  };
}
