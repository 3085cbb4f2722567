import assert from "node:assert/strict";
import { test } from "node:test";
import { ALGORITHMS, brokenAt, NONE_BROKEN, parseAlgorithms } from "#lib/core/renewal/algorithms.ts";

test("nothing is broken unless a reader says so", () => {
  assert.equal(brokenAt(NONE_BROKEN, ALGORITHMS, Number.POSITIVE_INFINITY), undefined);
  assert.deepEqual(parseAlgorithms("# nothing yet\n\n"), new Map());
});

test("an algorithm counts until the day that is stated, and not from it on", () => {
  const table = parseAlgorithms("sha-256 broken since 2041-03-01\r\nrsa broken since 2038-01-01T12:00:00.000Z\n");
  assert(table instanceof Map);
  const at = (text: string) => Date.parse(text);
  assert.equal(brokenAt(table, ["sha-256"], at("2041-02-28T23:59:59.999Z")), undefined);
  assert.equal(brokenAt(table, ["ed25519", "sha-256"], at("2041-03-01T00:00:00.000Z")), "sha-256");
  assert.equal(brokenAt(table, ["ed25519", "rsa"], at("2039-01-01T00:00:00.000Z")), "rsa");
  assert.equal(brokenAt(table, ["unheard-of"], at("2099-01-01T00:00:00.000Z")), undefined);
});

test("the first line that is wrong is named", () => {
  const wrong = {
    "sha-256 since 2041-03-01": "bad_line",
    "sha256 broken since 2041-03-01": "unknown_algorithm",
    "__proto__ broken since 2041-03-01": "unknown_algorithm",
    "sha-256 broken since 2041-02-30": "bad_date",
    "sha-256 broken since yesterday": "bad_date",
    "rsa broken since 2040-01-01": "duplicate_algorithm",
  };
  for (const [line, error] of Object.entries(wrong)) {
    assert.deepEqual(parseAlgorithms(`# table\nrsa broken since 2041-03-01\n${line}`), { error, line: 3 });
  }
  assert.deepEqual(parseAlgorithms("#".repeat(17_000)), { error: "too_large", line: 1 });
});
