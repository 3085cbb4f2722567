/** Tables for spreadsheets: whole, in their own characters, and never run. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { csvLine } from "#lib/core/text/csv.ts";
import { csvAnswer } from "#lib/infra/http/csv.ts";

test("what a spreadsheet would run becomes text", () => {
  for (const bad of [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\n1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
  ])
    assert.equal(csvLine([bad]), `"'${bad}"\r\n`, JSON.stringify(bad));
  for (const fine of ["合同.pdf", "a=b", "2026-11-22", "", '"', "a,b"]) assert.ok(!csvLine([fine]).includes("'"), fine);
});

test("quotes, commas and line ends stay inside their cell", () => {
  assert.equal(csvLine(['a"b', "c,d", "e\r\nf"]), '"a""b","c,d","e\r\nf"\r\n');
});

test("the file begins with a byte order mark, and rows are read only as they are taken", async () => {
  let read = 0;
  async function* pages() {
    for (; read < 1_000; read += 1) yield [["租赁"]];
  }
  const { headers, payload } = csvAnswer({ caller: "a", filename: "存证.csv", head: ["名称"], pages: pages() });
  assert.match(headers["content-disposition"] ?? "", /filename\*=UTF-8''%E5%AD%98/);
  assert.ok(payload instanceof Readable);
  const reader = payload[Symbol.asyncIterator]();
  const first = await reader.next();
  assert.deepEqual([...Buffer.from(first.value).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  await reader.next();
  assert.ok(read < 10, `${read} pages were read ahead`);
  await reader.return?.();
  assert.ok(payload.destroyed);
});

test("a page that cannot be read breaks the download off", async () => {
  async function* pages(): AsyncGenerator<string[][]> {
    yield [["a"]];
    throw new Error("the database is away");
  }
  const { payload } = csvAnswer({ caller: "a", filename: "a.csv", head: [], pages: pages() });
  assert.ok(payload instanceof Readable);
  await assert.rejects(payload.toArray(), /away/);
});

test("one caller takes only so many tables at once, and has the place again when one is over, whole or not", async () => {
  async function* pages(): AsyncGenerator<string[][]> {
    for (;;) yield [["a"]];
  }
  const begin = (caller: string) =>
    csvAnswer({ caller, filename: "a.csv", head: [], pages: pages() }).payload as Readable;
  const under = Array.from({ length: 4 }, () => begin("bank"));
  assert.throws(() => begin("bank"), { code: "too_many_at_once" });
  under.push(begin("another"));
  under.shift()?.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  under.push(begin("bank"));
  for (const each of under) each.destroy();
});
