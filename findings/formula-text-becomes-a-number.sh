#!/usr/bin/env bash
# A formula whose result is a text, written by one spreadsheet library and read by another, is a number: its place in a table of texts.
#
# With:  xlsx (SheetJS) 0.18.5 and exceljs 4.4.0. Run on 2026-11-29.
# Does:  writes two formulas with text results by SheetJS, once with the texts in the cells and once in the workbook's table of shared
#        texts (its option bookSST), and reads both files with both libraries.
# Seen:  a shared text as a formula's result (a cell of type "s" with a formula in it) is 甲乙 for SheetJS and 1 for exceljs. Both are texts
#        where no formula stands. Nothing is raised.
# So:    a name or a grade that somebody's program computed arrives as a small number that looks like data. A reader has to resolve the cell's type
#        whether or not a formula stands in it.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 xlsx@0.18.5 exceljs@4.4.0

cat > formulas.js <<'JS'
import ExcelJS from "exceljs";
import XLSX from "xlsx";

const sheet = XLSX.utils.aoa_to_sheet([["name"], ["first"], ["second"]]);
sheet.B1 = { t: "s", v: "甲乙", f: '"甲"&"乙"' };
sheet.B2 = { t: "s", v: "first", f: "A2" };
sheet["!ref"] = "A1:B3";
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, sheet, "Roster");

for (const bookSST of [false, true]) {
  const bytes = XLSX.write(book, { type: "buffer", bookType: "xlsx", bookSST });
  const theirs = XLSX.read(bytes).Sheets.Roster;
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes);
  const other = workbook.getWorksheet("Roster");
  const results = ["B1", "B2"].map((cell) => JSON.stringify(other.getCell(cell).result));
  console.log(`shared texts ${bookSST}: SheetJS ${theirs.B1.v}, ${theirs.B2.v}; exceljs ${results.join(", ")}, and ${other.getCell("A2").value}`);
}
JS
node formulas.js | tee found

cat > expected <<'TEXT'
shared texts false: SheetJS 甲乙, first; exceljs "甲乙", "first", and first
shared texts true: SheetJS 甲乙, first; exceljs 1, 2, and first
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
