/** A folder as one record from the command line: recorded, proven file by file, and compared with what lies there later. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readList } from "#lib/core/bundle/list.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { createBank, folder, run, setUp, tearDown } from "./installation.ts";

const FILES = ["合同.pdf", "annexes/plan.pdf", "annexes/empty.txt", "annexes/deep/er/notes.md"];
const at = (...names: string[]) => join(folder, ...names);
let id: string;

before(async () => {
  await setUp();
  await createBank();
  for (const name of FILES) {
    mkdirSync(at("case", name, ".."), { recursive: true });
    writeFileSync(at("case", name), name.endsWith("empty.txt") ? "" : `content of ${name}`);
  }
  const { code, stdout, stderr } = await run([
    "submit",
    "--bundle",
    "case",
    "--name",
    "Case 17",
    "--list",
    "case.ndjson",
    "--json",
  ]);
  assert.equal(code, 0, stderr);
  id = JSON.parse(stdout).id;
  await appendAll();
  assert.equal((await run(["receipt", id, "--out", "case.json"])).code, 0);
});
after(() => tearDown());

const verify = (...words: string[]) => run(["verify", ...words]);

describe("sealbook submit --bundle", () => {
  it("records every file of the folder under its path, an empty one as well, and writes the list", () => {
    const list = readList(readFileSync(at("case.ndjson"), "utf8"));
    assert.deepEqual(list?.files.map(({ name }) => name).sort(), [...FILES].sort());
  });

  it("takes one folder, and none with a name that no bundle has", async () => {
    assert.equal((await run(["submit", "--bundle", "case", "case"])).code, 2);
    assert.equal((await run(["submit", "--bundle", "case.ndjson"])).code, 2);
    mkdirSync(at("odd"));
    assert.equal((await run(["submit", "--bundle", "odd"])).code, 1, "an empty folder");
    writeFileSync(at("odd", "a\\b"), "x");
    const { code, stderr } = await run(["submit", "--bundle", "odd"]);
    assert.equal(code, 2);
    assert.match(stderr, /a\\b/);
  });
});

describe("the files of a bundle", () => {
  it("have receipts of their own, which verify each with its file and with no other", async () => {
    for (const name of FILES) {
      assert.equal((await run(["receipt", id, "--file", name, "--out", "file.json"])).code, 0, name);
      const { code, stdout } = await verify("file.json", join("case", name));
      // Nobody said whom to trust.
      assert.equal(code, 3, stdout);
      assert.ok(stdout.includes(name), stdout);
    }
    assert.equal((await verify("file.json", "case/合同.pdf")).code, 1);
    const { code, stderr } = await run(["receipt", id, "--file", "nothing.txt"]);
    assert.equal(code, 1);
    assert.match(stderr, /nothing\.txt/);
  });

  it("with the receipt of the whole alone are not checked, and never called wrong", async () => {
    const { code, stdout } = await verify("case.json", "case/合同.pdf");
    assert.equal(code, 2, stdout);
  });

  it("with receipt and list: the folder is as it was recorded, and each file is in it", async () => {
    const { code, stdout } = await verify("case.json", "case", "--list", "case.ndjson", "--json");
    assert.equal(code, 3, stdout);
    assert.deepEqual(JSON.parse(stdout).bundle, { same: 4, missing: [], added: [], changed: [] });
    assert.equal((await verify("case.json", "case/合同.pdf", "--list", "case.ndjson")).code, 3);
    writeFileSync(at("stranger.txt"), "x");
    assert.equal((await verify("case.json", "stranger.txt", "--list", "case.ndjson")).code, 1);
  });

  it("what is missing, added and changed is named", async () => {
    rmSync(at("case", "annexes", "plan.pdf"));
    writeFileSync(at("case", "new.txt"), "new");
    writeFileSync(at("case", "annexes", "empty.txt"), "not any more");
    const { code, stdout } = await verify("case.json", "case", "--list", "case.ndjson", "--json");
    assert.equal(code, 1);
    const { bundle } = JSON.parse(stdout);
    assert.deepEqual(bundle, {
      same: 2,
      missing: ["annexes/plan.pdf"],
      added: ["new.txt"],
      changed: ["annexes/empty.txt"],
    });
    const told = await verify("case.json", "case", "--list", "case.ndjson");
    for (const name of ["plan.pdf", "new.txt", "empty.txt"]) assert.ok(told.stdout.includes(name), told.stdout);
  });

  it("a list that was changed is not the bundle's, and nothing is compared with it", async () => {
    const [first = "", ...rest] = readFileSync(at("case.ndjson"), "utf8").trim().split("\n");
    const { sha256, ...line } = JSON.parse(first);
    writeFileSync(
      at("bent.ndjson"),
      `${JSON.stringify({ ...line, sha256: sha256.replace(/^./, (c: string) => (c === "A" ? "B" : "A")) })}\n${rest.join("\n")}\n`,
    );
    const { stdout, code } = await verify("case.json", "case", "--list", "bent.ndjson", "--json");
    assert.notEqual(code, 0);
    assert.equal(JSON.parse(stdout).bundle, undefined);
    writeFileSync(at("short.ndjson"), `${rest.join("\n")}\n`);
    assert.equal((await verify("case.json", "case", "--list", "short.ndjson")).code, 1);
  });
});
