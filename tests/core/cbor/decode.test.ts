/** CBOR that is read: ours in one spelling alone, of others what is well-formed, and everything else refused by name and in no time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CBOR_BYTES_MAX, type CborFailure, decodeCbor } from "#lib/core/cbor/decode.ts";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { type Cbor, CborOther, CborTag } from "#lib/core/cbor/value.ts";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

/** RFC 8949 appendix A, as far as items of COSE are concerned. */
const EXAMPLES: [string, Cbor][] = [
  ["00", 0n],
  ["17", 23n],
  ["1818", 24n],
  ["1903e8", 1000n],
  ["1a000f4240", 1_000_000n],
  ["1b000000e8d4a51000", 1_000_000_000_000n],
  ["1bffffffffffffffff", 18_446_744_073_709_551_615n],
  ["3bffffffffffffffff", -18_446_744_073_709_551_616n],
  ["20", -1n],
  ["3903e7", -1000n],
  ["f4", false],
  ["f5", true],
  ["f6", null],
  ["c11a514b67b0", new CborTag(1n, 1_363_896_240n)],
  ["4401020304", bytes("01020304")],
  ["60", ""],
  ["6449455446", "IETF"],
  ["62c3bc", "ü"],
  ["63e6b0b4", "水"],
  ["64f0908591", "\u{10151}"],
  ["80", []],
  ["8301820203820405", [1n, [2n, 3n], [4n, 5n]]],
  ["a0", cborMap([])],
  [
    "a201020304",
    cborMap([
      [1, 2n],
      [3, 4n],
    ]),
  ],
  ["826161a161626163", ["a", cborMap([["b", "c"]])]],
];

test("the examples of RFC 8949 are read and written as they stand there", () => {
  for (const [hex, item] of EXAMPLES) {
    assert.deepEqual(decodeCbor(bytes(hex), "deterministic"), { item }, hex);
    assert.deepEqual(decodeCbor(bytes(hex), "foreign"), { item }, hex);
    assert.equal(Buffer.from(encodeCbor(item)).toString("hex"), hex);
  }
});

/** Well-formed, and not as we spell it. */
const RESPELLED: [string, string, Cbor][] = [
  ["an integer in more bytes than it needs", "1801", 1n],
  ["a length in more bytes than it needs", "5801ff", bytes("ff")],
  ["a tag in more bytes than it needs", "d80100", new CborTag(1n, 0n)],
  ["64 bits for what fits in 32", "1b00000000ffffffff", 0xffffffffn],
  [
    "labels out of order",
    "a203000100",
    cborMap([
      [3, 0n],
      [1, 0n],
    ]),
  ],
  [
    "a text label before a number",
    "a2616100 0100".replace(" ", ""),
    cborMap([
      ["a", 0n],
      [1, 0n],
    ]),
  ],
  ["bytes in chunks", "5f42010243030405ff", bytes("0102030405")],
  ["text in chunks", "7f657374726561646d696e67ff", "streaming"],
  ["an array without a length", "9f0102ff", [1n, 2n]],
  ["a map without a length", "bf0102ff", cborMap([[1, 2n]])],
  ["a float", "f93c00", new CborOther(bytes("f93c00"))],
  ["undefined", "f7", new CborOther(bytes("f7"))],
];

test("what is spelled otherwise is refused of ours, and read of others", () => {
  for (const [name, hex, item] of RESPELLED) {
    assert.deepEqual(decodeCbor(bytes(hex), "deterministic"), { failed: "cbor_not_deterministic" }, name);
    assert.deepEqual(decodeCbor(bytes(hex), "foreign"), { item }, name);
  }
});

test("a float is no integer, whatever its value", () => {
  const decoded = decodeCbor(bytes("f93c00"), "foreign");
  assert.ok("item" in decoded);
  assert.notEqual(decoded.item, 1n);
});

const BAD: [string, string, CborFailure][] = [
  ["nothing", "", "cbor_truncated"],
  ["a head without its argument", "19ff", "cbor_truncated"],
  ["bytes that are not there", "5affffffff00", "cbor_truncated"],
  ["a text of 2^64 - 1 bytes", "7bffffffffffffffff", "cbor_truncated"],
  ["an array of 2^64 - 1 items", "9bffffffffffffffff", "cbor_truncated"],
  ["a map without its last value", "a101", "cbor_truncated"],
  ["an array that is never closed", "9f01", "cbor_truncated"],
  ["a byte more", "0000", "cbor_trailing_bytes"],
  ["a reserved length", "1c", "cbor_malformed"],
  ["a tag without a length", "df00", "cbor_malformed"],
  ["an integer without a length", "1f", "cbor_malformed"],
  ["a break alone", "ff", "cbor_malformed"],
  ["a break in an array of known length", "81ff", "cbor_malformed"],
  ["a break for a value", "bf01ff", "cbor_malformed"],
  ["a simple value below 32 in two bytes", "f81f", "cbor_malformed"],
  ["chunks in chunks", "5f5f4101ffff", "cbor_malformed"],
  ["chunks of another type", "5f6161ff", "cbor_malformed"],
  ["the same number twice", "a201000100", "cbor_duplicate_key"],
  ["the same number, spelled in two ways", "a20100180100", "cbor_duplicate_key"],
  ["the same text twice", "a2616100616100", "cbor_duplicate_key"],
  ["the same text, once in chunks", "a26161007f6161ff00", "cbor_duplicate_key"],
  ["a label that is bytes", "a1410000", "cbor_key_unsupported"],
  ["a label that is an array", "a18000", "cbor_key_unsupported"],
  ["text that is no UTF-8", "62c328", "cbor_not_utf8"],
  ["an overlong spelling in text", "62c080", "cbor_not_utf8"],
  ["a surrogate in text", "63eda080", "cbor_not_utf8"],
  ["a character cut by chunks", "7f61c361bcff", "cbor_not_utf8"],
  ["arrays in arrays", `${"81".repeat(17)}00`, "cbor_too_deep"],
  ["tags in tags", `${"c1".repeat(17)}00`, "cbor_too_deep"],
  ["maps in maps", `${"a100".repeat(17)}00`, "cbor_too_deep"],
  ["arrays without length in one another", "9f".repeat(60_000), "cbor_too_deep"],
];

test("what is malformed, repeated, or too deep is refused by name", () => {
  for (const [name, hex, failed] of BAD) assert.deepEqual(decodeCbor(bytes(hex), "foreign"), { failed }, name);
});

test("sixteen levels are read", () => {
  assert.ok("item" in decodeCbor(bytes(`${"81".repeat(16)}00`), "deterministic"));
});

test("what is too large is not looked into", () => {
  assert.deepEqual(decodeCbor(new Uint8Array(CBOR_BYTES_MAX + 1), "foreign"), { failed: "cbor_too_large" });
});

test("nothing is written that would not be read as it was", () => {
  assert.throws(() => encodeCbor(2n ** 64n), RangeError);
  assert.throws(() => encodeCbor(-(2n ** 64n) - 1n), RangeError);
  assert.throws(() => encodeCbor("\ud800"), RangeError);
  assert.throws(() => encodeCbor(new CborOther(bytes("f93c00"))), RangeError);
});
