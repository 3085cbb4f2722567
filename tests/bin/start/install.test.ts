/** When an installation counts as complete: on a project of its own, with the real code copied into it. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

let root: string;
let isInstalled: () => boolean;

function writePackage(path: string, version: string): void {
  mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, path, "package.json"), JSON.stringify({ version }));
}

function writeLock(file: string, versions: Record<string, string>): void {
  const entries = Object.entries(versions).map(([path, version]) => [path, { version }]);
  const optional = { "node_modules/other-system": { version: "1.0.0", optional: true } };
  const packages = { "": { name: "project" }, ...Object.fromEntries(entries), ...optional };
  writeFileSync(join(root, file), JSON.stringify({ packages }));
}

const LOCKED = { "node_modules/a": "1.0.0", "node_modules/a/node_modules/b": "2.0.0" };

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "sealbook-install-"));
  roots.push(root);
  cpSync("bin/start", join(root, "bin", "start"), { recursive: true });
  writeLock("package-lock.json", LOCKED);
  for (const [path, version] of Object.entries(LOCKED)) writePackage(path, version);
  mkdirSync(join(root, "node_modules/node/bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules/node/bin/node"));
  writeLock("node_modules/.package-lock.json", LOCKED);
  ({ isInstalled } = await import(join(root, "bin", "start", "install.mjs")));
});

test("what npm finished installing is complete, and stays so", () => {
  assert.equal(isInstalled(), true);
  rmSync(join(root, "node_modules/.package-lock.json"));
  assert.equal(isInstalled(), true, "remembered by our own stamp");
});

test("nothing installed is not complete", () => {
  rmSync(join(root, "node_modules"), { recursive: true });
  assert.equal(isInstalled(), false);
});

test("an installation that npm did not bring to its end is not complete", () => {
  rmSync(join(root, "node_modules/.package-lock.json"));
  assert.equal(isInstalled(), false);
});

test("a package that is missing makes it incomplete, even after it was complete", () => {
  assert.equal(isInstalled(), true);
  rmSync(join(root, "node_modules/a/node_modules/b"), { recursive: true });
  assert.equal(isInstalled(), false);
});

test("a runtime that is missing or does not run makes it incomplete", () => {
  assert.equal(isInstalled(), true);
  const runtime = join(root, "node_modules/node/bin/node");
  rmSync(runtime);
  assert.equal(isInstalled(), false);
  writeFileSync(runtime, "half a file", { mode: 0o755 });
  assert.equal(isInstalled(), false);
});

test("a changed package-lock.json makes it incomplete until npm has followed", () => {
  assert.equal(isInstalled(), true);
  const changed = { ...LOCKED, "node_modules/a": "1.0.1" };
  writeLock("package-lock.json", changed);
  // The same size and time must not deceive.
  utimesSync(join(root, "package-lock.json"), 0, 0);
  assert.equal(isInstalled(), false);
  writeLock("node_modules/.package-lock.json", changed);
  assert.equal(isInstalled(), true);
});
