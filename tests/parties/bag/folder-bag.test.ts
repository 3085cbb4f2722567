/** A bag in a folder: what is no file is named, links lead nowhere, and whoever waits can stop it. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { checkBag } from "#lib/core/bag/check-bag.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { folderBag } from "#lib/parties/bag/folder-bag.ts";
import { madeBag } from "#tests/support/memory-bag.ts";

const made: string[] = [];
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bag-"));
  made.push(folder);
  for (const [path, bytes] of Object.entries(madeBag({ "a.txt": utf8("first"), "b/c.txt": utf8("second") }))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
});
after(() => Promise.all(made.map((path) => rm(path, { recursive: true }))));

const problems = async () =>
  (await checkBag(folderBag(folder))).problems.map(({ problem, path }) => `${problem} ${path}`);

describe("a bag in a folder", () => {
  it("holds as it was made", async () => assert.deepEqual(await problems(), []));

  it("has manifests longer than what is read at once", async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`${at}.txt`, utf8(`${at}`)]));
    const large = await mkdtemp(join(tmpdir(), "bag-"));
    made.push(large);
    for (const [path, bytes] of Object.entries(madeBag(many))) {
      await mkdir(dirname(join(large, path)), { recursive: true });
      await writeFile(join(large, path), bytes);
    }
    const report = await checkBag(folderBag(large));
    assert.deepEqual([report.problems, report.payload.files], [[], 5_000]);
  });

  it("has no links: a file's place is not taken by what lies elsewhere, same bytes or not", async () => {
    await writeFile(`${folder}.outside`, "first");
    made.push(`${folder}.outside`);
    await rm(join(folder, "data/a.txt"));
    await symlink(`${folder}.outside`, join(folder, "data/a.txt"));
    assert.deepEqual(await problems(), [
      "file_special data/a.txt",
      "file_missing data/a.txt",
      "oxum_mismatch bag-info.txt",
    ]);
  });

  it("does not go round in a link to itself", async () => {
    await symlink(folder, join(folder, "data/loop"));
    assert.deepEqual(await problems(), ["file_special data/loop", "oxum_mismatch bag-info.txt"]);
  });

  it("ends where folders go too deep", async () => {
    await mkdir(join(folder, "data", ...Array<string>(40).fill("d")), { recursive: true });
    assert.match((await problems()).join(), /^file_special data\/d\/d/);
  });

  it("stops when it is told to", async () => {
    await assert.rejects(checkBag(folderBag(folder, { signal: AbortSignal.abort() })), { name: "AbortError" });
  });
});
