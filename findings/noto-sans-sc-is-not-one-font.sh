#!/usr/bin/env bash
# Three packages ship "Noto Sans SC" of one version, and two of them lack half of it: characters of people's names among them.
#
# With:  @expo-google-fonts/noto-sans-sc 0.4.3 (a TrueType file), @fontsource/noto-sans-sc 5.3.0 and noto-sans-sc 37.0.0 (files for the web,
#        cut into some hundred pieces each); read by fontkit 2.0.4. Run on 2026-11-29.
# Does:  adds up the characters of all pieces of the regular weight, and looks for eight of them. The first seven stand in the
#        official table of general standard characters (通用规范汉字表, 2013); the eighth, 𠮷, does not.
# Seen:  all name the same family and version in the file, 2.004. One has 30,890 characters, the others 13,656 and 13,633. Held against all of
#        that table's 8,105 characters (not part of this script), the first lacks none, the others 704 each. None has 𠮷.
# So:    what a font "has" is a property of the file, not of its name: a name that a page shows may be missing in a PDF, and the other
#        way round. Look each character up in the very file that will draw it.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 \
  fontkit@2.0.4 @expo-google-fonts/noto-sans-sc@0.4.3 @fontsource/noto-sans-sc@5.3.0 noto-sans-sc@37.0.0

cat > count.js <<'JS'
import { readdirSync, readFileSync } from "node:fs";
import * as fontkit from "fontkit";

const WANTED = [..."赇犋㛃䶮𬭎𫖯𬸪𠮷"];
const PACKAGES = {
  "@expo-google-fonts/noto-sans-sc": ["400Regular", /\.ttf$/],
  "@fontsource/noto-sans-sc": ["files", /-400-normal\.woff2$/],
  "noto-sans-sc": ["noto_sans_sc_regular", /\.woff2$/],
};

for (const [name, [folder, pattern]] of Object.entries(PACKAGES)) {
  const path = `node_modules/${name}/${folder}`;
  const pieces = readdirSync(path)
    .filter((file) => pattern.test(file))
    .map((file) => fontkit.create(readFileSync(`${path}/${file}`)));
  const characters = new Set(pieces.flatMap((piece) => piece.characterSet));
  const versions = new Set(pieces.map(({ version }) => version.split(/[-;]/)[0]));
  const missing = WANTED.filter((character) => !characters.has(character.codePointAt(0)));
  console.log(`${name}: ${[...versions]}, ${characters.size} characters, without ${missing.join("")}`);
}
JS
node count.js | tee found

cat > expected <<'TEXT'
@expo-google-fonts/noto-sans-sc: Version 2.004, 30890 characters, without 𠮷
@fontsource/noto-sans-sc: Version 2.004, 13656 characters, without 赇犋㛃䶮𬭎𫖯𬸪𠮷
noto-sans-sc: Version 2.004, 13633 characters, without 赇犋㛃䶮𬭎𫖯𬸪𠮷
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
