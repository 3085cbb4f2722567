/** QR codes (ISO/IEC 18004) as vectors: sharp at any size, and nothing for a viewer to scale wrongly. */
import qrcode from "qrcode";
import type { Area, At } from "./pen.ts";

/** Light modules that have to surround the code. */
const QUIET_ZONE_MODULES = 4;

/**
 * The dark parts of a code that says `text`, each row's neighbours joined into one area.
 *
 * @param at lower left corner of the whole, its quiet zone included
 * @param side length of the whole
 */
export function qrAreas(text: string, { x, y, side }: At & { side: number }): Area[] {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  const unit = side / (modules.size + 2 * QUIET_ZONE_MODULES);
  const areas: Area[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column++;
      if (column === start) continue;
      const top = y + side - (QUIET_ZONE_MODULES + row) * unit;
      areas.push({
        x: x + (QUIET_ZONE_MODULES + start) * unit,
        y: top - unit,
        width: (column - start) * unit,
        height: unit,
      });
    }
  }
  return areas;
}

/**
 * A QR code as the path of its dark modules in a square of `size` units, those beside each other as one: a page has many.
 * ISO/IEC 18004, error correction M.
 */
export function qrPath(text: string): { size: number; path: string } {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  let path = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let run = 0;
      while (x + run < size && modules.get(y, x + run)) run += 1;
      if (run > 0) path += `M${x} ${y}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return { size, path };
}
