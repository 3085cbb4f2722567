import assert from "node:assert/strict";
import { test } from "node:test";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { type Cell, columnName, parseReference, SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import { dateCell, isoCell } from "#lib/sheets/dates.ts";
import { formatOf, showNumber } from "#lib/sheets/formats.ts";
import { openPackage } from "#lib/sheets/package.ts";
import { readTable } from "#lib/sheets/read-table.ts";

const TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
const relations = (...all: string[]): string => `<Relationships>${all.join("")}</Relationships>`;

/** A workbook of one sheet with these rows; parts may be replaced or added. */
async function workbook(rows: string, parts: Record<string, string> = {}): Promise<Uint8Array> {
  return await zip({
    "_rels/.rels": relations(relation("r1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `<workbook xmlns:r="${TYPES}"><sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(relation("s1", "worksheet", "worksheets/sheet1.xml")),
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...parts,
  });
}

async function zip(parts: Record<string, string>): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, text] of Object.entries(parts)) await writer.add(name, new TextReader(text));
  return await writer.close();
}

async function cellsOf(rows: string): Promise<Cell[][]> {
  return (await readTable(await workbook(rows))).rows.map(({ cells }) => cells);
}

function refusedAs(fault: SheetFault, row?: number) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof SheetError, String(error));
    assert.deepEqual([error.fault, error.row], [fault, row]);
    return true;
  };
}

test("columns count as letters do", () => {
  for (const [index, name] of [
    [0, "A"],
    [25, "Z"],
    [26, "AA"],
    [701, "ZZ"],
    [702, "AAA"],
  ] as const) {
    assert.equal(columnName(index), name);
    assert.deepEqual(parseReference(`${name}7`), { column: index, row: 7 });
  }
  for (const wrong of ["", "A", "7", "A0", "a1", "AAAA1", "A1:B2"]) assert.equal(parseReference(wrong), undefined);
});

test("days are those of the calendar, in both systems", () => {
  assert.deepEqual(dateCell(1, "date", 1900), { kind: "date", date: "1900-01-01" });
  assert.deepEqual(dateCell(59, "date", 1900), { kind: "date", date: "1900-02-28" });
  assert.deepEqual(dateCell(60, "date", 1900), { kind: "fault", fault: "date_impossible", found: "60" });
  assert.deepEqual(dateCell(61, "date", 1900), { kind: "date", date: "1900-03-01" });
  assert.deepEqual(dateCell(46203, "date", 1900), { kind: "date", date: "2026-06-30" });
  assert.deepEqual(dateCell(44741, "date", 1904), { kind: "date", date: "2026-06-30" });
  assert.deepEqual(dateCell(0.5, "time", 1900), { kind: "time", time: "12:00:00" });
  assert.deepEqual(dateCell(46203.999999999, "date", 1900), { kind: "date", date: "2026-07-01" });
  assert.equal(dateCell(-1, "date", 1900).kind, "fault");
  assert.equal(dateCell(2_958_466, "date", 1900).kind, "fault");
});

test("ISO days that do not exist are refused, not moved", () => {
  assert.deepEqual(isoCell("2026-02-30"), { kind: "fault", fault: "date_impossible", found: "2026-02-30" });
  assert.deepEqual(isoCell("2026-06-30T08:30:15Z"), { kind: "datetime", datetime: "2026-06-30T08:30:15" });
  assert.deepEqual(isoCell("08:30"), { kind: "time", time: "08:30:00" });
  assert.equal(isoCell("soon").kind, "fault");
});

test("a format says whether a number is a day; what it quotes does not", () => {
  const kind = (code: string) => formatOf(176, code).kind;
  assert.equal(kind('[$-804]yyyy"年"m"月"d"日"'), "date");
  assert.equal(kind("yyyy/m/d h:mm"), "datetime");
  assert.equal(kind("h:mm:ss"), "time");
  assert.equal(kind('0.00"m"'), "number");
  assert.equal(kind("[Red]#,##0.00;-#,##0.00"), "number");
  assert.equal(kind("General"), "number");
  assert.equal(kind("@"), "number");
  assert.equal(kind("0.00E+00"), "number");
  assert.equal(showNumber(1_234_567.891, formatOf(4, undefined)), "1,234,567.89");
  assert.equal(showNumber(0.935, formatOf(176, "0.0%")), "93.5%");
  assert.equal(showNumber(0.1 + 0.2, formatOf(0, undefined)), "0.3");
});

test("rows and cells without references follow each other; empty rows are left out, and numbers stay", async () => {
  const bytes = await workbook(
    '<row r="3"><c t="inlineStr"><is><t>x</t></is></c><c><v>2</v></c></row><row/><row><c><v>5</v></c></row>',
  );
  const { rows } = await readTable(bytes);
  assert.deepEqual(
    rows.map(({ number, cells }) => [number, cells.length]),
    [
      [3, 2],
      [5, 1],
    ],
  );
});

test("a cell that points to nothing is named, and its row is kept", async () => {
  const [row] = await cellsOf(
    '<row r="1"><c r="A1" t="s"><v>7</v></c><c r="B1"><v>abc</v></c><c r="C1" t="b"><v>1</v></c></row>',
  );
  assert.deepEqual(row, [
    { kind: "fault", fault: "broken", found: "7" },
    { kind: "fault", fault: "broken", found: "abc" },
    { kind: "boolean", value: true },
  ]);
});

test("cells out of order, twice in a place, or in another row are damage", async () => {
  for (const cells of [
    '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
    '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A2"><v>1</v></c>',
    '<c r="A0"><v>1</v></c>',
  ]) {
    await assert.rejects(cellsOf(`<row r="1">${cells}</row>`), refusedAs("damaged", 1), cells);
  }
  await assert.rejects(cellsOf('<row r="2"/><row r="2"/>'), refusedAs("damaged", 3));
  await assert.rejects(cellsOf('<row r="9999999"/>'), refusedAs("too_many_rows", 9_999_999));
});

test("XML with a document type, with ends that do not match, or nested without end is damage", async () => {
  const part = (text: string) => workbook("", { "xl/worksheets/sheet1.xml": text });
  const nested = `${"<a>".repeat(100)}${"</a>".repeat(100)}`;
  for (const text of [
    '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>',
    "<worksheet><sheetData></worksheet>",
    nested,
    "<worksheet>",
  ]) {
    await assert.rejects(readTable(await part(text)), refusedAs("damaged"), text.slice(0, 40));
  }
});

test("a package that unpacks beyond its limit ends there", async () => {
  const bytes = await zip({ "big.xml": " ".repeat(3_000_000) });
  assert.ok(bytes.length < 100_000, "it is small as it comes");
  const package_ = await openPackage(bytes, 1_000_000);
  let taken = 0;
  await assert.rejects(
    package_.read("big.xml", (chunk) => {
      taken += chunk.length;
    }),
    refusedAs("too_large"),
  );
  assert.ok(taken <= 1_000_000);
});

test("a small file that asks for endless work is too large", async () => {
  const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
  const sheet = (behind: string) => ({
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${row}</sheetData>${behind}</worksheet>`,
  });
  const again = '<mergeCell ref="A1:J90000"/>'.repeat(50_000);
  const links = Array.from({ length: 100_001 }, (_, at) => `<hyperlink ref="A${at + 1}" location="x"/>`).join("");
  const cases: Record<string, string>[] = [
    sheet(`<mergeCells>${again}</mergeCells>`),
    sheet(`<hyperlinks>${links}</hyperlinks>`),
    { "xl/worksheets/_rels/sheet1.xml.rels": relations(relation("r", "hyperlink", "x").repeat(100_001)) },
    { "xl/workbook.xml": `<workbook><sheets>${'<sheet name="One"/>'.repeat(1_001)}</sheets></workbook>` },
  ];
  for (const parts of cases) {
    const bytes = await workbook(row, parts);
    assert.ok(bytes.length < 1_000_000, "it is small as it comes");
    const began = performance.now();
    await assert.rejects(readTable(bytes), refusedAs("too_large"));
    assert.ok(performance.now() - began < 100_000, "and refused before long");
  }
  const formula = `<row r="1"><c r="A1"><f>${"1+".repeat(200_000)}1</f><v>1</v></c></row>`;
  await assert.rejects(readTable(await workbook(formula)), refusedAs("cell_too_long", 1));
});

test("files that are no table of this kind are named for what they are", async () => {
  await assert.rejects(
    readTable(await zip({ mimetype: "application/vnd.oasis.opendocument.spreadsheet" })),
    refusedAs("opendocument"),
  );
  await assert.rejects(readTable(await zip({ "a.txt": "b" })), refusedAs("not_a_table"));
  const binary = {
    "_rels/.rels": relations(relation("r1", "officeDocument", "xl/workbook.bin")),
    "xl/workbook.bin": "",
  };
  await assert.rejects(readTable(await zip(binary)), refusedAs("binary_excel"));
  const whole = await workbook('<row r="1"><c r="A1"><v>1</v></c></row>');
  await assert.rejects(readTable(whole.subarray(0, whole.length - 30)), refusedAs("damaged"));
  await assert.rejects(readTable(whole, { sheet: "Two" }), refusedAs("no_such_sheet"));
});
