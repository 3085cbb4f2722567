/** A table's rows become drafts in their one form, and what is wrong with a row is told with its line, its column and its character. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AskedField } from "#lib/features/certificates/issuing/schema/draft.ts";
import { guessColumns, headingsOf, readRoster } from "#lib/features/certificates/issuing/schema/roster.ts";
import { readTable } from "#lib/sheets/read-table.ts";

const field = (name: string, type: AskedField["type"], more: Partial<AskedField> = {}): AskedField => ({
  name,
  type,
  label: { "zh-CN": { course: "课程", score: "成绩", day: "日期", level: "等级" }[name] ?? name, en: name },
  required: false,
  ...more,
});
const FIELDS = [
  field("course", "text", { required: true }),
  field("score", "number"),
  field("day", "date"),
  field("level", "choice", { choices: ["优", "良"] }),
];

async function read(csv: string) {
  const { rows } = await readTable(new TextEncoder().encode(csv));
  const columns = guessColumns(headingsOf(rows), FIELDS);
  return { columns, ...readRoster(rows, { fields: FIELDS, columns }) };
}

describe("columns", () => {
  it("are guessed by names, labels and what people usually write, each field once", async () => {
    const { columns } = await read("学员姓名 *,课程,Score,日期 (ISO),E-mail,备注,姓名\n张三,数据结构,1,,,,");
    assert.deepEqual(columns, ["holder_name", "course", "score", "day", "email", undefined, undefined]);
  });
});

describe("rows", () => {
  it("are drafts in their one form, with the line that they stand on", async () => {
    const { rows } = await read(
      "姓名,课程,成绩,日期,等级\n\n张三\u3000,数据结构,93.5,2026年6月3日,优\nAnne\u0301,X,,2026/1/2,\n",
    );
    assert.deepEqual(rows, [
      {
        line: 3,
        draft: { holderName: "张三", values: { course: "数据结构", score: "93.5", day: "2026-06-03", level: "优" } },
        faults: [],
      },
      { line: 4, draft: { holderName: "Anné", values: { course: "X", day: "2026-01-02" } }, faults: [] },
    ]);
  });

  it("that are wrong say where and why, each fault of them", async () => {
    const { rows } = await read("姓名,课程,成绩,日期,等级,邮箱\n李\u200b四,,九十,2026-02-30,差,nobody\n");
    assert.deepEqual(rows[0]?.faults, [
      { field: "holder_name", code: "hidden_character", character: "U+200B", place: 2, column: "A" },
      { field: "email", code: "address_wrong", found: "nobody", column: "F" },
      { field: "course", code: "missing", column: "B" },
      { field: "score", code: "number_wrong", found: "九十", column: "C" },
      { field: "day", code: "date_absent", found: "2026-02-30", column: "D" },
      { field: "level", code: "choice_unknown", found: "差", column: "E" },
    ]);
  });

  it("name the certificate that they replace by its id or its page", async () => {
    const id = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b16";
    const { rows } = await read(
      `姓名,课程,Replaces\n张三,A,${id}\n李四,A,https://example.org/v/${id.toUpperCase()}\n王五,A,\n赵六,A,第 7 号\n`,
    );
    assert.deepEqual(
      rows.map(({ draft, faults }) => faults[0]?.code ?? draft.replaces),
      [id, id, undefined, "replaces_wrong"],
    );
  });

  it("take a formula for the text that it is, and for no number or day; of a hundred columns only those are read that fill a field", async () => {
    const others = Array.from({ length: 98 }, (_, at) => `other ${at}`).join(",");
    const { columns, rows } = await read(
      `姓名,${others},课程,成绩,日期\n"=HYPERLINK(""http://x.example"")",${others},@SUM(A1),=1+1,=TODAY()\n`,
    );
    assert.deepEqual([columns.length, columns.filter(Boolean).length], [102, 4]);
    assert.deepEqual(
      [rows[0]?.draft.holderName, rows[0]?.draft.values.course],
      ['=HYPERLINK("http://x.example")', "@SUM(A1)"],
    );
    assert.deepEqual(
      rows[0]?.faults.map(({ field, code }) => `${field} ${code}`),
      ["score number_wrong", "day date_absent"],
    );
  });

  it("that say the same as one before name its line", async () => {
    const { repeated } = await read("姓名,课程\n张三,A\n张三,B\nZHANG,A\nzhang,A\n张三,A\n");
    assert.deepEqual(
      [...repeated],
      [
        [5, 4],
        [6, 2],
      ],
    );
  });
});
