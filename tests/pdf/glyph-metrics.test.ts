/** Widths and ink of glyphs, read from the font's file, beside what the font library works out from the outlines. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FaceName, face } from "#lib/pdf/faces.ts";

const FACES: readonly FaceName[] = ["song", "mono", "garamondItalic", "arabicStrong", "korean"];
const GLYPHS = 1_000;
/** Composites are put together in fractions of a unit, and stated in whole ones. */
const ROUNDING = 1;

describe("the metrics of a font's glyphs", () => {
  for (const name of FACES) {
    it(`are those of the library: ${name}`, () => {
      const { font, metrics } = face(name);
      for (let id = 0; id < GLYPHS; id++) {
        const { advanceWidth, path } = font.getGlyph(id);
        assert.equal(metrics.advance(id), advanceWidth, `${id}`);
        assert.equal(metrics.hasInk(id), path.commands.length > 0, `${id}`);
        const { minX, maxX } = metrics.extent(id);
        const xs = path.commands.flatMap(({ args }) => args.filter((_, at) => at % 2 === 0));
        if (xs.length === 0) assert.deepEqual([minX, maxX], [0, 0], `${id}`);
        else {
          // What is stated leaves no point of the outline out; control points may lie beyond.
          assert.ok(path.bbox.minX >= minX - ROUNDING && path.bbox.maxX <= maxX + ROUNDING, `${id}`);
          assert.ok(Math.min(...xs) <= minX + ROUNDING && Math.max(...xs) >= maxX - ROUNDING, `${id}`);
        }
      }
    });
  }
});
