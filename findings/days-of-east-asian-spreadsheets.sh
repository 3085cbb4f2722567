#!/usr/bin/env bash
# Days in the formats that East Asian spreadsheets use by number are plain numbers for one library, and for another now and then.
#
# With:  exceljs 4.4.0, xlsx (SheetJS) 0.18.5, read-excel-file 5.8.8. Run on 2026-11-29.
# Does:  writes the number 46203 (30 June 2026) in cells of the number formats 14, 27, 31, 50, 57 and 58, which a file may use without
#        defining them (ECMA-376 part 1, 18.8.30: 27 to 36 and 50 to 58 are days in Chinese, Japanese and Korean programs), and reads them.
# Seen:  14 is a day for all. The others are 46203 for exceljs; read-excel-file takes 27, 50 and 57 for days, 31 and 58 for numbers; SheetJS
#        takes all for days. Nothing is raised.
# So:    a date of birth from such a roster arrives as 46203, and a column of days is mixed when two people kept it. A reader needs that table of formats, and
#        an importer refuses a number where a day is meant.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 exceljs@4.4.0 xlsx@0.18.5 read-excel-file@5.8.8 jszip@3.10.1

cat > days.js <<'JS'
import ExcelJS from "exceljs";
import JSZip from "jszip";
import readExcelFile from "read-excel-file/node";
import { Readable } from "node:stream";
import XLSX from "xlsx";

const FORMATS = [14, 27, 31, 50, 57, 58];
const workbook = new ExcelJS.Workbook();
const sheet = workbook.addWorksheet("Roster");
FORMATS.forEach((format, at) => {
  const cell = sheet.getCell(1, at + 1);
  cell.value = 46203;
  cell.numFmt = `"mark ${format}"0`;
});
// No library writes these numbers: the formats that it defined are taken out, and the numbers put in their place.
const zip = await JSZip.loadAsync(await workbook.xlsx.writeBuffer());
let styles = await zip.file("xl/styles.xml").async("string");
for (const [, id, format] of styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="&quot;mark (\d+)&quot;0"\/>/g)) {
  styles = styles.replaceAll(`numFmtId="${id}" fontId`, `numFmtId="${format}" fontId`);
}
zip.file("xl/styles.xml", styles.replace(/<numFmts.*<\/numFmts>/, ""));
const bytes = await zip.generateAsync({ type: "nodebuffer" });

const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
const ours = new ExcelJS.Workbook();
await ours.xlsx.load(bytes);
const cells = XLSX.read(bytes, { cellDates: true, UTC: true }).Sheets.Roster;
const [row] = await readExcelFile(Readable.from([bytes]));
FORMATS.forEach((format, at) => {
  const exceljs = day(ours.getWorksheet("Roster").getCell(1, at + 1).value);
  const sheetjs = cells[XLSX.utils.encode_cell({ r: 0, c: at })];
  console.log(`format ${format}: exceljs ${exceljs}, SheetJS ${sheetjs.t === "d" ? "a day" : sheetjs.v}, read-excel-file ${day(row[at])}`);
});
JS
TZ=UTC node days.js | tee found

cat > expected <<'TEXT'
format 14: exceljs 2026-06-30, SheetJS a day, read-excel-file 2026-06-30
format 27: exceljs 46203, SheetJS a day, read-excel-file 2026-06-30
format 31: exceljs 46203, SheetJS a day, read-excel-file 46203
format 50: exceljs 46203, SheetJS a day, read-excel-file 2026-06-30
format 57: exceljs 46203, SheetJS a day, read-excel-file 2026-06-30
format 58: exceljs 46203, SheetJS a day, read-excel-file 46203
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
