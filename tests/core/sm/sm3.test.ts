/** SM3 against the examples of GB/T 32905, and against the runtime's OpenSSL at every length around a block's. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sm3 } from "#lib/core/sm/sm3.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";

test("the examples of GB/T 32905-2016, annex A", () => {
  assert.equal(toHex(sm3(utf8("abc"))), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  assert.equal(toHex(sm3(utf8("abcd".repeat(16)))), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

test("what OpenSSL says, at every length up to three blocks, whole and in parts", () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at * 151) & 0xff);
  for (let length = 0; length <= bytes.length; length++) {
    const some = bytes.subarray(0, length);
    const expected = createHash("sm3").update(some).digest("hex");
    assert.equal(toHex(sm3(some)), expected, `${length}`);
    const cut = length >> 1;
    const inParts = sm3.create().update(some.subarray(0, cut));
    const other = inParts.clone().update(some.subarray(cut));
    assert.equal(toHex(inParts.update(some.subarray(cut)).digest()), expected, `${length} in parts`);
    assert.equal(toHex(other.digest()), expected, `${length} cloned`);
  }
});
