/** Keys and signatures as texts: one spelling each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ed25519Multikey, fromMultibase, readEd25519Multikey, toMultibase } from "#lib/credentials/multibase.ts";

test("bytes have one text in base58, and that text has those bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) =>
      assert.deepEqual(fromMultibase(toMultibase(bytes)), bytes),
    ),
  );
  // draft-msporny-base58-03 section 5.
  assert.equal(toMultibase(Buffer.from("Hello World!")), "z2NEpo7TZRRrLZSi2U");
  assert.equal(toMultibase(Buffer.from("0000287fb4cd", "hex")), "z11233QC4");
  for (const text of [
    "",
    "2NEpo7TZRRrLZSi2U",
    "Z2NEpo7TZRRrLZSi2U",
    "z0",
    "zO",
    "zI",
    "zl",
    "z 1",
    `z${"1".repeat(300)}`,
  ]) {
    assert.equal(fromMultibase(text), undefined, text);
  }
});

test("only an Ed25519 key of its length is read as one", () => {
  const key = new Uint8Array(32).fill(7);
  assert.match(ed25519Multikey(key), /^z6Mk/);
  assert.deepEqual(readEd25519Multikey(ed25519Multikey(key)), key);
  for (const each of [
    undefined,
    5,
    "",
    toMultibase(key),
    ed25519Multikey(key).slice(0, -1),
    toMultibase(Buffer.concat([Buffer.from("8024", "hex"), key])),
  ]) {
    assert.equal(readEd25519Multikey(each), undefined, String(each));
  }
  assert.throws(() => ed25519Multikey(key.subarray(1)), RangeError);
});
