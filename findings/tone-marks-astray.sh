#!/usr/bin/env bash
# Marks change places: fontkit stacks the tone of Thai น้ำ and the vowel on an Arabic shadda the wrong way round.
#
# With:  fontkit 2.0.4, harfbuzzjs 1.6.4 (HarfBuzz 15.0.0); @expo-google-fonts/noto-sans-thai 0.4.2 and noto-sans-arabic 0.4.3.
#        Run on 2026-11-29.
# Does:  shapes four words with both, in one file, and compares glyphs and their places above the letter.
# Seen:  in Thai น้ำ (water) fontkit leaves the tone (47) where it is and stacks the circle of SARA AM (59) 309 units above it; HarfBuzz has
#        the circle on the letter and the tone above the circle, as Thai is written. In Arabic سَّ, whose vowel comes before the
#        shadda in NFC, fontkit puts the shadda (366) over the vowel (369); HarfBuzz puts the vowel over the shadda (UTR #53).
#        Words without such pairs are the same in both, which hides it.
# So:    whoever sets names with fontkit shows such words wrongly, and no glyph is missing that a check could find.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  fontkit@2.0.4 harfbuzzjs@1.6.4 @expo-google-fonts/noto-sans-thai@0.4.2 @expo-google-fonts/noto-sans-arabic@0.4.3

cat > shape.js <<'JS'
import { readFileSync } from "node:fs";
import * as fontkit from "fontkit";
import { Blob, Buffer, Face, Font, shape, versionString } from "harfbuzzjs";

const WORDS = {
  "noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf": ["ที่", "น้ำ"],
  "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf": ["محمد", "سَّ"],
};

console.log(`HarfBuzz ${versionString()}`);
for (const [path, words] of Object.entries(WORDS)) {
  const data = readFileSync(`node_modules/@expo-google-fonts/${path}`);
  const old = fontkit.create(data);
  const font = new Font(new Face(new Blob(data)));
  for (const word of words) {
    const buffer = new Buffer();
    buffer.addText(word);
    buffer.guessSegmentProperties();
    shape(font, buffer);
    const one = buffer.getGlyphInfosAndPositions().map((g) => `${g.codepoint}@${g.xOffset},${g.yOffset}`);
    const { glyphs, positions } = old.layout(word);
    const other = glyphs.map(({ id }, at) => `${id}@${positions[at].xOffset},${positions[at].yOffset}`);
    if (one.join() === other.join()) console.log(`${word}: the same`);
    else console.log(`${word}:\n  HarfBuzz ${one.join(" ")}\n  fontkit  ${other.join(" ")}`);
  }
}
JS
node shape.js | tee found

cat > expected <<'TEXT'
HarfBuzz 15.0.0
ที่: the same
น้ำ:
  HarfBuzz 63@0,0 59@0,0 49@-29,0 78@0,0
  fontkit  63@0,0 47@0,0 59@-103,309 78@0,0
محمد: the same
سَّ:
  HarfBuzz 369@642,74 366@650,-126 34@0,0
  fontkit  366@642,52 369@659,-126 34@0,0
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
