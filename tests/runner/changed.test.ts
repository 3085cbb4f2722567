/** A change runs what it touches, and nothing that it touches is left out. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { touchedBy } from "./changed.ts";
import { readImportGraph } from "./import-graph.ts";
import { runSideBySide } from "./queue.ts";
import { findTestFiles } from "./test-files.ts";

/** With % for the # of imports: these are nobody’s. */
const SOURCES: Record<string, string> = {
  "README.md": "lib/core/sum.ts",
  "bin/worker.ts": 'import "../lib/ledger.ts";',
  "lib/core/sum.ts": "",
  "lib/infra/db/prisma.ts": 'import { Prisma } from "./generated/client.ts";',
  "lib/ledger.ts": 'import { sum } from "%lib/core/sum.ts"; const { lazy } = await import("./lazy.ts");',
  "lib/lazy.ts": "",
  "package.json": "",
  "playwright.config.ts": "",
  "prisma/schema/ledger.prisma": "",
  "tests/architecture/imports.test.ts": "",
  "tests/bin/worker.test.ts": 'import "%tests/support/built.ts"; spawn("node", ["bin/worker.ts"]);',
  "tests/core/golden/receipt.json": "",
  "tests/core/sum.test.ts":
    'import { sum } from "%lib/core/sum.ts"; new URL("./golden/receipt.json", import.meta.url);',
  "tests/e2e/start.spec.ts": 'import "%tests/support/page.ts";',
  "tests/infra/db.test.ts": 'import "%tests/support/environment.ts"; import "%lib/infra/db/prisma.ts";',
  "tests/ledger.test.ts.md": "",
  "tests/ledger/ledger.test.ts": 'import { ledger } from "%lib/ledger.ts";',
  "tests/support/built.ts": "",
  "tests/support/environment.ts": "",
  "tests/support/page.ts": "",
};
const files = findTestFiles(
  readImportGraph(Object.keys(SOURCES), (path) => (SOURCES[path] ?? "").replaceAll("%", "#")),
);
const touched = (...changed: string[]) => touchedBy(changed, files).map(({ path }) => path.slice("tests/".length));
const ALWAYS = "architecture/imports.test.ts";
const BUILT = ["bin/worker.test.ts", "e2e/start.spec.ts"];

describe("npm test -- changed", () => {
  it("runs what imports the changed file, over however many files, at run time, too", () => {
    assert.deepEqual(
      touched("lib/core/sum.ts"),
      [ALWAYS, ...BUILT, "core/sum.test.ts", "ledger/ledger.test.ts"].sort(),
    );
    assert.deepEqual(touched("lib/lazy.ts"), [ALWAYS, ...BUILT, "ledger/ledger.test.ts"]);
  });

  it("follows new URL, paths in strings, and what is made from the schema", () => {
    assert.deepEqual(touched("tests/core/golden/receipt.json"), [ALWAYS, "core/sum.test.ts"]);
    assert.deepEqual(touched("tests/support/page.ts"), [ALWAYS, "e2e/start.spec.ts"]);
    assert.ok(touched("prisma/schema/ledger.prisma").includes("infra/db.test.ts"));
    assert.ok(touched("bin/worker.ts").includes("bin/worker.test.ts"));
  });

  it("runs the journeys for their stage, everything for the packages, and little for a text", () => {
    assert.deepEqual(touched("playwright.config.ts"), [ALWAYS, "e2e/start.spec.ts"]);
    assert.equal(touched("package.json").length, files.length);
    assert.deepEqual(touched("README.md"), [ALWAYS]);
  });

  it("knows from the imports which file waits for what", () => {
    const needs = files.map(({ path, needsDatabase, needsBuild }) => [path, needsDatabase, needsBuild]);
    assert.deepEqual(needs, [
      ["tests/architecture/imports.test.ts", false, false],
      ["tests/bin/worker.test.ts", false, true],
      ["tests/core/sum.test.ts", false, false],
      ["tests/e2e/start.spec.ts", false, true],
      ["tests/infra/db.test.ts", true, false],
      ["tests/ledger/ledger.test.ts", false, false],
    ]);
  });
});

describe("the tests' queue", () => {
  it("keeps the lanes full, gives a heavy task its lanes, and waits for what a task needs", async () => {
    const events: string[] = [];
    const ends = new Map<string, () => void>();
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const task = (name: string, { lanes = 1, needs = [] as "build"[] } = {}) => ({
      lanes,
      needs,
      run: () =>
        new Promise<void>((resolve) => {
          events.push(name);
          ends.set(name, resolve);
        }),
    });
    const end = async (name: string) => {
      ends.get(name)?.();
      await settled();
    };
    const build = Promise.withResolvers<void>();
    const tasks = [task("heavy", { lanes: 2, needs: ["build"] }), task("a"), task("b"), task("c"), task("d")];
    const all = runSideBySide(tasks, { lanes: 2, needs: { build: build.promise } });
    assert.deepEqual(events, ["a", "b"]);
    build.reject(new Error("what needs it tells so itself"));
    await settled();
    await end("a");
    assert.deepEqual(events, ["a", "b"], "a lane is kept for the heavy one");
    await end("b");
    assert.deepEqual(events, ["a", "b", "heavy"]);
    await end("heavy");
    assert.deepEqual(events, ["a", "b", "heavy", "c", "d"]);
    await end("c");
    await end("d");
    await all;
  });
});
