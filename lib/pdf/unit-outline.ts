/** Letters as outlines, for what is drawn and never set. */
import { type FaceName, face, type OutlineStep } from "./faces.ts";
import { moved } from "./trace.ts";
import type { Unit } from "./unit.ts";

/** The outline of a unit in em, y downwards, from its pen at the base line. */
export function unitOutline({ face: name, glyphs }: Unit): OutlineStep[] {
  let pen = 0;
  return glyphs.flatMap(({ id, x, y, advance }) => {
    const at = { x: pen + x, y: -y };
    pen += advance;
    return moved(glyphOutline(name, id), at);
  });
}

const outlines = new Map<string, OutlineStep[]>();
const OUTLINES_KEPT_MAX = 4_000;

function glyphOutline(name: FaceName, id: number): OutlineStep[] {
  const key = `${name} ${id}`;
  const known = outlines.get(key);
  if (known) return known;
  const { font } = face(name);
  const made = moved(font.getGlyph(id).path.commands, {
    x: 0,
    y: 0,
    scaleX: 1 / font.unitsPerEm,
    scaleY: -1 / font.unitsPerEm,
  });
  if (outlines.size >= OUTLINES_KEPT_MAX) outlines.clear();
  outlines.set(key, made);
  return made;
}
