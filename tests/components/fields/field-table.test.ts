/** Values of own fields out of tables and files' names: nothing is taken that is not there, and what is wrong is named by line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKey, matchTable } from "#components/fields/field-table.ts";
import { namePartsOf, proposedFields, valuesOfParts } from "#components/fields/name-parts.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { readCsv } from "#lib/sheets/csv.ts";

const field = (name: string, type: FieldDefinition["type"] = "text", currency?: string): FieldDefinition => {
  return { id: name, name, type, required: false, inList: true, ...(currency ? { currency } : {}) };
};
const FIELDS = [field("合同编号"), field("Amount", "amount", "CNY"), field("签署日期", "date")];
const NAMES = ["HT-1 张三.pdf", "HT-2 李四.pdf", "scan.tar.gz"];

function match(csv: string, names: readonly string[] = NAMES, fileColumn?: number) {
  return matchTable(readCsv(Buffer.from(csv)).rows, { fields: FIELDS, names, fileColumn });
}

test("rows find their files by name, in any case, with or without folders and ending, decomposed or not", () => {
  const { values, unmatched } = match("文件名,合同编号\nht-1 张三.PDF,1\n2026\\x\\HT-2 李四,2\nscan.tar,3\n");
  assert.deepEqual(
    [...values].map(([key, { 合同编号 }]) => [key, 合同编号?.value]),
    [
      ["ht-1 张三.pdf", "1"],
      ["ht-2 李四.pdf", "2"],
      ["scan.tar.gz", "3"],
    ],
  );
  assert.deepEqual(unmatched, []);
  assert.equal(match("name,合同编号\nu\u0308.pdf,1", ["ü.pdf"]).values.get(fileKey("ü.pdf"))?.合同编号?.value, "1");
});

test("a name without its ending that two files share leads to neither", () => {
  const { values, unmatched } = match("name,合同编号\na,1\n", ["a.pdf", "a.docx"]);
  assert.deepEqual([values.size, unmatched], [0, [{ line: 2, name: "a" }]]);
});

test("rows without a file, files named twice and cells of another type are named by line; the rest counts", () => {
  const csv =
    'file,Amount (CNY),签署日期,备注\nHT-1 张三.pdf,¥1;2,2026/1/5,x\n没有.pdf,1,,\nHT-1 张三.pdf,2,,\nHT-2 李四.pdf,"1,234.50",31.12.2026,\n';
  const found = match(csv.replace("¥1;2", "12a"));
  assert.deepEqual(found.unmatched, [{ line: 3, name: "没有.pdf" }]);
  assert.deepEqual(found.repeated, [{ line: 4, name: "HT-1 张三.pdf" }]);
  assert.deepEqual(
    found.bad.map(({ line, column, value }) => [line, column, value]),
    [
      [2, "Amount (CNY)", "12a"],
      [5, "签署日期", "31.12.2026"],
    ],
  );
  assert.deepEqual(found.unused, ["备注"]);
  assert.deepEqual(found.values.get("ht-1 张三.pdf"), { 签署日期: { type: "date", value: "2026-01-05" } });
  assert.deepEqual(found.values.get("ht-2 李四.pdf"), {
    Amount: { type: "amount", value: "1234.50", currency: "CNY" },
  });
});

test("without a column that names files nothing is taken; the person may say which it is", () => {
  assert.equal(match("a,合同编号\nx,1\n").fileColumn, undefined);
  assert.equal(match("a,合同编号\nx,1\n").values.size, 0);
  assert.equal(match("合同编号,b\n1,HT-1 张三.pdf\n").fileColumn, 1, "found by what it holds");
  assert.equal(match("合同编号,b\n1,HT-1 张三.pdf\n", NAMES, 0).values.size, 0);
});

test("a field called like a member that every object has is a field like any other", () => {
  const { values } = matchTable(readCsv(Buffer.from("file,__proto__,constructor\na.pdf,1,2\n")).rows, {
    fields: [field("__proto__"), field("constructor")],
    names: ["a.pdf"],
  });
  const own = values.get("a.pdf") ?? {};
  assert.deepEqual(
    Object.entries(own).map(([name, { value }]) => [name, value]),
    [
      ["__proto__", "1"],
      ["constructor", "2"],
    ],
  );
});

test("parts of names are offered where most have as many, and none of a file that is named otherwise", () => {
  const names = ["HT-2026-00123 张三.pdf", "HT-2026-00124_李四.pdf", "HT-2026-00125 王芳.pdf", "readme.txt"];
  const pattern = namePartsOf(names);
  assert.deepEqual(pattern?.parts[1], ["HT-2026-00124", "李四"]);
  const fields = [field("合同编号"), field("持有人"), field("金额", "amount", "CNY")];
  assert.deepEqual(proposedFields(pattern?.parts[0] ?? [], fields), ["合同编号", "持有人"]);
  const values = valuesOfParts(pattern!, [fields[0], undefined]);
  assert.deepEqual([...values.keys()], names.slice(0, 3));
  assert.deepEqual(values.get(names[0]!), { 合同编号: { type: "text", value: "HT-2026-00123" } });
  assert.equal(valuesOfParts(pattern!, [fields[2], undefined]).size, 0, "what is no amount is not taken for one");
});

test("names without a pattern offer nothing", () => {
  assert.equal(namePartsOf(["readme.txt", "notes.md"]), undefined);
  assert.equal(namePartsOf(["a 1234.pdf", "b c 1234.pdf", "1234.pdf"]), undefined);
});
