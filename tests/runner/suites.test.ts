/** No test is left out: each runs with `npm test` or in a suite, and .ci/run runs all of them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../../bin/start/settings.mjs";
import { readImportGraph } from "./import-graph.ts";
import { type Selection, select } from "./selection.ts";
import { SUITES, type Suite, suiteOf } from "./suites.ts";
import { findTestFiles } from "./test-files.ts";

const chosen = (...names: string[]): Selection => {
  const selection = select(names);
  assert.ok("files" in selection, JSON.stringify(selection));
  return selection;
};
const pathsOf = (...names: string[]) => chosen(...names).files.map(({ path }) => path);
const suites = Object.keys(SUITES) as Suite[];

describe("the suites of tests", () => {
  it("have every test file once, and .ci/run runs each of them and npm test", () => {
    const all = findTestFiles(readImportGraph()).map(({ path }) => path);
    assert.deepEqual([...pathsOf(), ...suites.flatMap((suite) => pathsOf(suite))].sort(), all.sort());
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const ci = readFileSync(join(ROOT, ".ci", "run"), "utf8");
    assert.match(ci, new RegExp(`for suite in test ${suites.map((suite) => `test:${suite}`).join(" ")};`));
    assert.equal(scripts.test, "node bin/start/test.mjs");
    for (const suite of suites) {
      assert.equal(scripts[`test:${suite}`], `node bin/start/test.mjs ${suite}`);
      assert.ok(pathsOf(suite).length > 2, suite);
    }
  });

  it("leave a record's way to a stranger's verdict, lint, types and the build with npm test", () => {
    const { files, check, build, allJourneys } = chosen();
    assert.deepEqual([check, build, allJourneys], [true, true, false]);
    const journeys = files.filter(({ section }) => section === "e2e").map(({ path }) => path);
    assert.deepEqual(
      journeys,
      ["evidence", "record-page", "verify"].map((name) => `tests/e2e/${name}.spec.ts`),
    );
  });

  it("do not keep a named folder or file from being run whole", () => {
    const whole = pathsOf("network", "tests/bin/start/");
    assert.ok(whole.includes("tests/network/whole.test.ts") && whole.includes("tests/bin/start/start.test.ts"));
    assert.ok(whole.some((path) => suiteOf(path) === undefined));
    assert.ok(chosen("e2e").allJourneys);
  });
});
