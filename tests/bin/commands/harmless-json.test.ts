/** JSON on a terminal: what a stranger wrote steers nothing, and says the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { harmlessJson } from "#lib/infra/terminal/terminal.ts";

test("what steers a terminal stands in escapes, and the value is the same", () => {
  const value = { "a\u009b31m": "\u0085\u2028\u202e\u2066\u200f\u007f\u001b 印证 é" };
  const json = harmlessJson(JSON.stringify(value, null, 2));
  assert.doesNotMatch(json, /[^\P{C}\n]|[\u2028\u2029]/u);
  assert.match(json, /印证 é/);
  assert.deepEqual(JSON.parse(json), value);
});
