import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "#lib/core/text/plain-text.ts";

test("what cannot be seen, or turns the text around it, is spelt out", () => {
  assert.equal(plain("localhost/ledger/main\u200b"), "localhost/ledger/main\\u{200b}");
  assert.equal(plain("x\u202efdp.exe"), "x\\u{202e}fdp.exe");
  assert.equal(plain("\u061c\u{e0041}\u2028\x1b[2J\n"), "\\u{61c}\\u{e0041}\\u{2028}\\u{1b}[2J\\u{a}");
});

test("what people write stays as it is", () => {
  for (const text of ["借款合同 2026（终稿）.pdf", "Vertrag für Ünal", "𠮷田", "عقد", ""])
    assert.equal(plain(text), text);
});

test("half a surrogate pair becomes the replacement character", () => {
  assert.equal(plain("a\ud800b"), "a\ufffdb");
});
