/** Memory of fonts: what is read of glyphs is let go, and what is drawn stays the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { face } from "#lib/pdf/faces.ts";

const FIRST_IDEOGRAPH = 0x4e00;
/** More than are kept. */
const IDEOGRAPHS = 9_000;

describe("a face of which many glyphs are read", () => {
  it("is opened anew, so that a process does not grow by a whole font, and gives the same glyphs", () => {
    const song = face("song");
    const codePoints = Array.from({ length: IDEOGRAPHS }, (_, at) => FIRST_IDEOGRAPH + at);
    const before = song.font;
    const once = codePoints.map((codePoint) => song.glyph(codePoint));
    assert.ok(song.font !== before);
    assert.deepEqual(
      codePoints.map((codePoint) => song.glyph(codePoint)),
      once,
    );
    assert.equal(song.font.postscriptName, before.postscriptName);
  });
});
