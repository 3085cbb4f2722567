/** Secrets go where they belong: never through a link, never into a file that somebody else prepared. */
import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { own } from "../../../bin/start/postgres-home.mjs";
import { newSecretFile, writeSecretFile } from "../../../bin/start/secret-file.mjs";
import { assertPrivate } from "../../../bin/start/settings.mjs";

const NOBODY = 65_534;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sealbook-secret-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a secret replaces what lies under its name, a link included, and only its owner reads it", () => {
  const path = join(folder, "secret.json");
  const elsewhere = join(folder, "elsewhere");
  writeFileSync(elsewhere, "untouched", { mode: 0o666 });
  symlinkSync(elsewhere, path);
  writeSecretFile(path, "s3cret");
  assert.equal(readFileSync(elsewhere, "utf8"), "untouched");
  assert.equal(lstatSync(path).isSymbolicLink(), false);
  assert.equal(readFileSync(path, "utf8"), "s3cret");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder).sort(), ["elsewhere", "secret.json"]);
});

test("nothing that waits under the name which can be guessed gets the secret", () => {
  const path = join(folder, "secret.json");
  const trap = join(folder, "trap");
  writeFileSync(trap, "", { mode: 0o666 });
  chmodSync(trap, 0o666);
  symlinkSync(trap, `${path}.${process.pid}.new`);
  symlinkSync(trap, `${path}.${process.pid}`);
  writeSecretFile(path, "s3cret");
  assert.equal(readFileSync(trap, "utf8"), "");
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("no two of them have the same name, and one that cannot be put in place leaves nothing", () => {
  const path = join(folder, "lock");
  assert.notEqual(newSecretFile(path, { text: "a" }), newSecretFile(path, { text: "b" }));
  const taken = join(folder, "taken");
  mkdirSync(taken);
  const before = readdirSync(folder);
  assert.throws(() => writeSecretFile(taken, "s3cret"));
  assert.deepEqual(readdirSync(folder), before);
});

test("a folder is private when only this user or root has it and nobody else can write in it", () => {
  for (const mode of [0o700, 0o750, 0o755]) {
    chmodSync(folder, mode);
    assertPrivate(folder);
  }
  for (const mode of [0o770, 0o720, 0o702, 0o777, 0o1777]) {
    chmodSync(folder, mode);
    assert.throws(() => assertPrivate(folder), /Other users can write in the folder/);
  }
});

test("a tree that is given away takes no file outside of it along", { skip: process.getuid?.() !== 0 }, () => {
  const outside = join(folder, "outside");
  mkdirSync(join(outside, "deep"), { recursive: true });
  writeFileSync(join(outside, "deep", "file"), "");
  const tree = join(folder, "tree");
  mkdirSync(join(tree, "base", "1"), { recursive: true });
  writeFileSync(join(tree, "base", "1", "file"), "");
  symlinkSync(outside, join(tree, "link"));
  symlinkSync(join(outside, "deep", "file"), join(tree, "base", "link"));
  own(tree, NOBODY, NOBODY);
  for (const name of ["", "base", "base/1", "base/1/file", "link", "base/link"]) {
    assert.equal(lstatSync(join(tree, name)).uid, NOBODY, name);
  }
  for (const name of ["", "deep", "deep/file"]) assert.equal(statSync(join(outside, name)).uid, 0, name);
});
