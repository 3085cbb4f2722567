import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { logLine } from "#lib/infra/telemetry/log.ts";

test("a line of the log is one line of visible characters, whatever a stranger put into it", () => {
  const acting = "\u0000\n\r\u001b[31m\u007f\u0085\u009b31m\u2028\u2029\u202e\u2066\u200f\ufeff";
  const line = logLine({ path: `/a${acting}b`, status: 200 });
  assert.match(line, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(line), { path: `/a${acting}b`, status: 200 });
  assert.match(logLine({ name: "印证" }), /印证/);
});

test("no fact fills the log: it is cut, and says how long it was", () => {
  const line = logLine({ path: "x".repeat(1_000_000) });
  assert.ok(line.length < 5_000);
  assert.match(line, /1000000 characters/);
});
