import assert from "node:assert/strict";
import { test } from "node:test";
import { SheetError, type SheetFault } from "#lib/sheets/cell.ts";
import { readCsv } from "#lib/sheets/csv.ts";
import { readTable } from "#lib/sheets/read-table.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (text: string): string[][] =>
  readCsv(bytesOf(text)).rows.map(({ cells }) => cells.map((cell) => (cell.kind === "text" ? cell.text : "")));

function refusedAs(fault: SheetFault, row?: number) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof SheetError);
    assert.deepEqual([error.fault, error.row], [fault, row]);
    return true;
  };
}

test("a row has the number of the line it begins on, behind quoted line ends and empty lines", () => {
  const { rows } = readCsv(bytesOf('a,b\r\n"1\r\n2",x\r\n\r\n,\r\ny,z\r\n'));
  assert.deepEqual(
    rows.map(({ number }) => number),
    [1, 2, 6],
  );
});

test("the delimiter is the one that makes columns, whatever stands in the cells", () => {
  assert.deepEqual(texts("a;b\n1,5;2\n"), [
    ["a", "b"],
    ["1,5", "2"],
  ]);
  assert.deepEqual(texts("a\tb\nx, y\tz\n"), [
    ["a", "b"],
    ["x, y", "z"],
  ]);
  assert.deepEqual(texts("alone\nx\n"), [["alone"], ["x"]]);
});

test("cells are texts as they stand", () => {
  assert.deepEqual(texts('=1+1, 007 ,1E5,"a""b"\n'), [["=1+1", " 007 ", "1E5", 'a"b']]);
});

test("UTF-16 is known without a mark, and half a character is refused", () => {
  const wide = new Uint8Array(
    [..."a,名\n"].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]),
  );
  const ascii = new Uint8Array([..."name,no\nli,1\n"].flatMap((letter) => [letter.charCodeAt(0), 0]));
  assert.equal(readCsv(ascii).encoding, "utf-16le");
  assert.equal(readCsv(wide, { encoding: "utf-16le" }).rows[0]?.cells.length, 2);
  assert.throws(() => readCsv(new Uint8Array([0x61, 0x81])), refusedAs("not_text"));
  assert.throws(() => readCsv(bytesOf("名"), { encoding: "utf-16le" }), refusedAs("not_text"));
});

test("what cannot be read is named with its line", () => {
  assert.throws(() => readCsv(bytesOf('a,b\n1,"2\n3,4\n')), refusedAs("quote_open", 2));
  assert.throws(() => readCsv(bytesOf('a,b\n1,2"3\n')), refusedAs("quote_astray", 2));
  assert.throws(() => readCsv(bytesOf("")), refusedAs("empty_file"));
  assert.throws(() => readCsv(bytesOf(" \n , \n")), refusedAs("empty_file"));
  assert.throws(() => readCsv(bytesOf(`a\n${"x".repeat(40_000)}\n`)), refusedAs("cell_too_long", 2));
  assert.throws(() => readCsv(bytesOf(`a\n${",".repeat(2_000)}x\n`)), refusedAs("too_many_columns", 2));
  assert.throws(() => readCsv(bytesOf("a\n\n1\n2\n3\n"), { rowsMax: 3 }), refusedAs("too_many_rows", 5));
  assert.equal(readCsv(bytesOf("a\n\n1\n2\n"), { rowsMax: 3 }).rows.length, 3);
});

test("a picture or a program is not taken for a table", async () => {
  await assert.rejects(readTable(bytesOf("%PDF-1.7\n")), refusedAs("not_a_table"));
  await assert.rejects(readTable(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0x0d])), refusedAs("not_text"));
});
