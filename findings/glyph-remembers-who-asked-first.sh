#!/usr/bin/env bash
# One document's text comes out as another's: a fontkit glyph keeps the first code point that asked for it.
#
# With:  fontkit 2.0.4, @cantoo/pdf-lib 2.11.1, @expo-google-fonts/noto-sans-sc 0.4.3, Debian's poppler-utils (22.12.0).
#        Run on 2026-11-29.
# Does:  draws 一 (U+4E00) and the Kangxi radical ⼀ (U+2F00), for which the font has one glyph, with one parsed font:
#        first the plain character, once nobody has asked for the radical and once after another document has.
# Seen:  `glyphForCodePoint` answers both code points with one object, and its `codePoints` are those of whoever asked first. pdf-lib
#        writes them into the document's ToUnicode map. So the same call makes a document whose text is 一 in a fresh process and ⼀ in
#        one that has drawn a radical before: it looks the same, has other bytes, and a search for 一 finds nothing.
# So:    who keeps a parsed font from document to document has to say itself which character a glyph stands for.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

pdftotext -v 2>&1 | sed -n 1p
echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  @cantoo/pdf-lib@2.11.1 fontkit@2.0.4 @expo-google-fonts/noto-sans-sc@0.4.3

cat > draw.js <<'JS'
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { PDFDocument } from "@cantoo/pdf-lib";
import * as fontkit from "fontkit";

const PLAIN = 0x4e00;
const RADICAL = 0x2f00;
const data = readFileSync("node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf");
const hex = (codePoint) => `U+${codePoint.toString(16).toUpperCase()}`;

/** The code point that pdftotext reads from a document that shows one character. */
async function extracted(font, codePoint) {
  const document = await PDFDocument.create();
  document.registerFontkit({ create: () => font });
  const embedded = await document.embedFont(data, { subset: true });
  document.addPage([80, 80]).drawText(String.fromCodePoint(codePoint), { x: 20, y: 20, size: 40, font: embedded });
  writeFileSync("drawn.pdf", await document.save());
  return execFileSync("pdftotext", ["drawn.pdf", "-"], { encoding: "utf8" }).codePointAt(0);
}

const fresh = fontkit.create(data);
console.log(`fresh font:    wrote ${hex(PLAIN)}, reads ${hex(await extracted(fresh, PLAIN))}`);
const used = fontkit.create(data);
console.log(`other font:    wrote ${hex(RADICAL)}, reads ${hex(await extracted(used, RADICAL))}`);
console.log(`next document: wrote ${hex(PLAIN)}, reads ${hex(await extracted(used, PLAIN))}`);
const isOne = used.glyphForCodePoint(PLAIN) === used.glyphForCodePoint(RADICAL);
console.log(`one object for both: ${isOne}, code points ${used.glyphForCodePoint(PLAIN).codePoints.map(hex)}`);
JS
node draw.js | tee found

cat > expected <<'TEXT'
fresh font:    wrote U+4E00, reads U+4E00
other font:    wrote U+2F00, reads U+2F00
next document: wrote U+4E00, reads U+2F00
one object for both: true, code points U+2F00
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
