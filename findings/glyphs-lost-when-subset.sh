#!/usr/bin/env bash
# Chinese glyphs vanish from a PDF when pdf-lib subsets the font, and extracted text does not show it.
#
# With:  pdf-lib 1.17.1, @pdf-lib/fontkit 1.1.1, the TrueType file of @expo-google-fonts/noto-sans-sc 0.4.3;
#        looked at with Debian's poppler-utils (22.12.0). Run on 2026-11-29.
# Does:  draws eleven characters with `embedFont(font, { subset: true })`, takes the text out of the document, and rasterises it.
# Seen:  the text comes out whole, but only the first and the last character leave ink on the page. Nothing raises.
#        The same lines with @cantoo/pdf-lib 2.11.1 and fontkit 2.0.4 draw all eleven.
# So:    a test that reads a document's text back proves nothing about what a person sees: look at pixels.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

pdftoppm -v 2>&1 | sed -n 1p
echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  pdf-lib@1.17.1 @pdf-lib/fontkit@1.1.1 @cantoo/pdf-lib@2.11.1 fontkit@2.0.4 @expo-google-fonts/noto-sans-sc@0.4.3

cat > draw.js <<'JS'
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import * as forkedLibrary from "@cantoo/pdf-lib";
import oldFontkit from "@pdf-lib/fontkit";
import * as newFontkit from "fontkit";
import * as oldLibrary from "pdf-lib";

const TEXT = [..."存证与公证平台借款合同"];
const SIZE = 40;
const font = readFileSync("node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf");

async function draw({ PDFDocument }, fontkit) {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const embedded = await document.embedFont(font, { subset: true });
  document.addPage([SIZE * TEXT.length, 80]).drawText(TEXT.join(""), { x: 0, y: 20, size: SIZE, font: embedded });
  return document.save();
}

/** Characters whose square of the page, at 72 dots an inch, has a dark pixel. */
function inked(file) {
  const pgm = execFileSync("pdftoppm", ["-r", "72", "-gray", file]);
  const [header, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.toString("latin1"));
  const pixels = pgm.subarray(header.length);
  const isDark = (cell) =>
    Array.from({ length: Number(height) }).some((_, y) =>
      pixels.subarray(y * width + cell * SIZE, y * width + (cell + 1) * SIZE).some((pixel) => pixel < 128),
    );
  return TEXT.filter((_, cell) => isDark(cell));
}

for (const [name, library, fontkit] of [
  ["pdf-lib with @pdf-lib/fontkit", oldLibrary, oldFontkit],
  ["@cantoo/pdf-lib with fontkit", forkedLibrary, newFontkit],
]) {
  writeFileSync("drawn.pdf", await draw(library, fontkit));
  const text = execFileSync("pdftotext", ["drawn.pdf", "-"], { encoding: "utf8" }).trim();
  console.log(`${name}\n  extracted ${text}\n  drawn     ${inked("drawn.pdf").join("")}`);
}
JS
node draw.js | tee found

cat > expected <<'TEXT'
pdf-lib with @pdf-lib/fontkit
  extracted 存证与公证平台借款合同
  drawn     存同
@cantoo/pdf-lib with fontkit
  extracted 存证与公证平台借款合同
  drawn     存证与公证平台借款合同
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
