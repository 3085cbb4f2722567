#!/usr/bin/env bash
# fontkit cannot subset a font whose last glyphs are empty: IBM Plex Mono's space raises a RangeError.
#
# With:  fontkit 2.0.4; @expo-google-fonts/ibm-plex-mono 0.4.1, and @expo-google-fonts/jetbrains-mono 0.4.1 beside it.
#        Run on 2026-11-29.
# Does:  asks each font for the subset that holds its letter a, its space, and its no-break space.
# Seen:  in IBM Plex Mono the two spaces are glyphs without an outline behind the last outline of the file, so their offset is the
#        length of the `glyf` table: what OpenType says of an empty glyph (loca[n] = loca[n+1]). fontkit reads a glyph header there,
#        past the end, and raises "Offset is outside the bounds of the DataView". JetBrains Mono keeps its spaces elsewhere: no error.
# So:    a document in that font works until somebody writes two words.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  fontkit@2.0.4 @expo-google-fonts/ibm-plex-mono@0.4.1 @expo-google-fonts/jetbrains-mono@0.4.1

cat > subset.js <<'JS'
import { readFileSync } from "node:fs";
import * as fontkit from "fontkit";

const FONTS = ["ibm-plex-mono/400Regular/IBMPlexMono_400Regular", "jetbrains-mono/400Regular/JetBrainsMono_400Regular"];
const CHARACTERS = { a: 0x61, space: 0x20, "no-break space": 0xa0 };

for (const path of FONTS) {
  const font = fontkit.create(readFileSync(`node_modules/@expo-google-fonts/${path}.ttf`));
  const tableBytes = font.directory.tables.glyf.length;
  for (const [name, codePoint] of Object.entries(CHARACTERS)) {
    const glyph = font.glyphForCodePoint(codePoint);
    const [from, to] = font.loca.offsets.slice(glyph.id, glyph.id + 2);
    const place = from === to ? `empty, ${from === tableBytes ? "at the end of" : "inside"} glyf` : "has an outline";
    const subset = font.createSubset();
    subset.includeGlyph(glyph);
    let outcome = "subset made";
    try {
      subset.encode();
    } catch (error) {
      outcome = error.name;
    }
    console.log(`${font.postscriptName}, ${name}: ${place}: ${outcome}`);
  }
}
JS
node subset.js | tee found

cat > expected <<'TEXT'
IBMPlexMono-Regular, a: has an outline: subset made
IBMPlexMono-Regular, space: empty, at the end of glyf: RangeError
IBMPlexMono-Regular, no-break space: empty, at the end of glyf: RangeError
JetBrainsMono-Regular, a: has an outline: subset made
JetBrainsMono-Regular, space: empty, inside glyf: subset made
JetBrainsMono-Regular, no-break space: empty, inside glyf: subset made
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
