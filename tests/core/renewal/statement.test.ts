import assert from "node:assert/strict";
import { test } from "node:test";
import { formatStatement, parseStatement } from "#lib/core/renewal/statement.ts";
import { digest, STATEMENT, STATEMENT_TEXT } from "./renewal-fixture.ts";

test("a statement is read back as it was written", () => {
  assert.deepEqual(parseStatement(STATEMENT_TEXT), STATEMENT);
  const second = { ...STATEMENT, number: 2, previous: digest(9) };
  assert.deepEqual(parseStatement(formatStatement(second)), second);
});

test("any other spelling, and what cannot be, is refused", () => {
  const lines = STATEMENT_TEXT.split("\n");
  const changed = (at: number, line: string) => lines.with(at, line).join("\n");
  const refused = {
    version: changed(0, "sealbook.renewal/v2"),
    "no origin": changed(1, ""),
    "number 0": changed(2, "0"),
    "number with a zero": changed(2, "01"),
    "second without a first": changed(2, "2"),
    "first with one before": changed(10, lines[5] as string),
    algorithm: changed(3, "sha-256"),
    "no entries": changed(4, "0"),
    "short root": changed(5, "AAAA"),
    "more contents than leaves": changed(8, "4"),
    "text instead of a digest": changed(10, "none"),
    "line too many": `${STATEMENT_TEXT}\n`,
    "line too few": STATEMENT_TEXT.slice(0, -3),
    "no end": STATEMENT_TEXT.slice(0, -1),
    "too long": STATEMENT_TEXT + "x".repeat(2_000),
  };
  for (const [name, text] of Object.entries(refused)) assert.equal(parseStatement(text), undefined, name);
  assert.throws(() => formatStatement({ ...STATEMENT, size: 4n }), RangeError);
});
