/** A bag that is written: whole under its name, or unfinished under another and gone on with; never half. */
import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { checkBag } from "#lib/core/bag/check-bag.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { BagExists, BagWriter } from "#lib/parties/bag/bag-writer.ts";
import { folderBag } from "#lib/parties/bag/folder-bag.ts";
import { WitnessError } from "#lib/parties/witness/witness-error.ts";

const made: string[] = [];
let folder = "";
beforeEach(async () => {
  const place = await mkdtemp(join(tmpdir(), "writer-"));
  made.push(place);
  folder = join(place, "bag");
});
after(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

const open = (notes: unknown[] = [], head = "x") =>
  BagWriter.open(folder, { head, onNote: (note) => notes.push(note) });
const finish = (writer: BagWriter) =>
  writer.finish({ last: { "data/last.txt": utf8("last") }, tags: { "README.txt": "read" }, info: [["Source", "a"]] });

async function* broken(): AsyncGenerator<Uint8Array> {
  yield utf8("half");
  throw new Error("broken off");
}

describe("a bag that is written", () => {
  it("has its name once it was read back, and nothing of its making is left", async () => {
    const writer = await open();
    await writer.add("data/a.txt", utf8("a"));
    assert.deepEqual((await finish(writer)).problems, []);
    assert.deepEqual((await checkBag(folderBag(folder))).problems, []);
    await writer.close();
    assert.deepEqual(await readdir(join(folder, "..")), ["bag"]);
    assert.match(await readFile(join(folder, "bag-info.txt"), "utf8"), /^Source: a\nPayload-Oxum: 5\.2\n$/);
    await assert.rejects(open(), BagExists);
  });

  it("leaves nothing of a file that did not arrive whole", async () => {
    const writer = await open();
    await assert.rejects(writer.add("data/a.txt", broken()), /broken off/);
    await writer.add("data/a.txt", utf8("a"));
    assert.deepEqual((await finish(writer)).problems, []);
  });

  it("is gone on with: what is finished stays, the rest goes, and notes come back in order", async () => {
    const first = await open();
    await first.add("data/a.txt", utf8("a"));
    await first.add("data/b.txt", utf8("bb"));
    await first.note({ page: 1 });
    await writeFile(`${folder}.part/data/begun.txt`, "beg");
    await truncate(`${folder}.part/data/b.txt`, 1);
    await appendFile(`${folder}.part.journal`, '{"file":"data/c');
    await first.close();
    const notes: unknown[] = [];
    const again = await open(notes);
    assert.deepEqual([[...again.files.keys()], notes], [["data/a.txt"], [{ page: 1 }]]);
    await again.add("data/b.txt", utf8("bb"));
    assert.deepEqual((await finish(again)).problems, []);
    assert.equal(await readFile(join(folder, "data/b.txt"), "utf8"), "bb");
  });

  it("is nobody's to go on with who says that it is of something else", async () => {
    await (await open()).close();
    await assert.rejects(open([], "other"), BagExists);
    await assert.rejects(open([], "other"), BagExists, "nor is it locked by who was refused");
  });

  it("is written by one at a time: who comes second is told whose it is, and goes on when that one has ended", async () => {
    const [one, other] = await Promise.allSettled([open(), open()]);
    const [open1, refused] = one.status === "fulfilled" ? [one, other] : [other, one];
    assert.ok(open1.status === "fulfilled" && refused.status === "rejected");
    assert.ok(refused.reason instanceof WitnessError && refused.reason.subject === `${process.pid}`);
    await open1.value.add("data/a.txt", utf8("a"));
    await open1.value.close();
    const again = await open();
    assert.deepEqual([...again.files.keys()], ["data/a.txt"]);
    await again.close();
  });

  it("keeps its unfinished name when it does not hold", async () => {
    const writer = await open();
    await writer.add("data/a.txt", utf8("a"));
    await writeFile(`${folder}.part/data/a.txt`, "b");
    const { problems } = await finish(writer);
    assert.deepEqual(
      problems.map(({ problem, path }) => `${problem} ${path}`),
      ["file_changed data/a.txt"],
    );
    await assert.rejects(readdir(folder), { code: "ENOENT" });
  });
});
