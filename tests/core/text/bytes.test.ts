import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  concat,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  sha256,
  toBase64,
  toHex,
  utf8,
} from "#lib/core/text/bytes.ts";

const RUNS = { numRuns: 2_000 };

test("base64 is that of RFC 4648 section 10 and of Node for any bytes", () => {
  const published = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foob: "Zm9vYg==",
    fooba: "Zm9vYmE=",
    foobar: "Zm9vYmFy",
  };
  for (const [text, base64] of Object.entries(published)) assert.equal(toBase64(utf8(text)), base64);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
      assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    }),
    RUNS,
  );
});

test("one byte string has one base64: whatever is read is written back as it was", () => {
  for (const bad of [
    "Zg=",
    "Zg",
    "Zg===",
    "Zh==",
    "Zm9=",
    "Z",
    "=",
    "====",
    "Zg==Zg==",
    "Zm9v\n",
    " Zm9v",
    "Zm-_",
    "Zm9v=",
    "Zm 9",
    "Ｚm9v",
  ]) {
    assert.equal(fromBase64(bad), undefined, JSON.stringify(bad));
  }
  const alphabet = fc.constantFrom(..."AQgwBCZz09+/=-_ \n");
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 12 }), (characters) => {
      const text = characters.join("");
      const bytes = fromBase64(text);
      if (bytes !== undefined) assert.equal(Buffer.from(bytes).toString("base64"), text);
    }),
    { numRuns: 10_000 },
  );
});

test("hex is lower case only", () => {
  assert.equal(toHex(Uint8Array.of(0, 15, 16, 255)), "000f10ff");
  for (const bad of ["0", "0G", "AB", "0x", "ab ", "ａb"]) assert.equal(fromHex(bad), undefined, bad);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.deepEqual(fromHex(toHex(bytes)), bytes)),
    RUNS,
  );
});

test("UTF-8 is read only when well-formed, and a byte order mark is not swallowed", () => {
  for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
    assert.equal(fromUtf8(Uint8Array.from(bad)), undefined);
  }
  assert.equal(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\ufeffa");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => assert.equal(fromUtf8(utf8(text)), text)),
    RUNS,
  );
});

test("SHA-256 agrees with node:crypto; concat and equalBytes do what they say", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 50 }), (left, right) => {
      const whole = concat(left, right);
      assert.deepEqual(Buffer.from(whole), Buffer.concat([left, right]));
      assert.equal(toHex(sha256(whole)), createHash("sha256").update(left).update(right).digest("hex"));
      assert.equal(equalBytes(left, right), Buffer.from(left).equals(right));
      assert.equal(equalBytes(whole, whole.slice()), true);
    }),
    RUNS,
  );
});
