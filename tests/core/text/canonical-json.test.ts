import assert from "node:assert/strict";
import { test } from "node:test";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";

const LIMITS = { depthMax: 32, charsMax: 100_000 };

function parse(text: string) {
  return parseCanonicalJson(text, LIMITS);
}

test("writes the example of RFC 8785 section 3.2.2 as the RFC prints it", () => {
  const value = JSON.parse(
    `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],` +
      String.raw`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  );
  assert.equal(
    canonicalJson(value),
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("sorts keys by UTF-16 code units as RFC 8785 section 3.2.3 shows", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  assert.deepEqual(
    [...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map(([, name]) => name),
    [
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ],
  );
});

test("writes what an independent implementation writes, and reads it back", () => {
  const value = fc.jsonValue({ maxDepth: 5, stringUnit: "binary" });
  fc.assert(
    fc.property(value, (json) => {
      const text = canonicalJson(json);
      assert.equal(text, canonicalize(json));
      assert.deepEqual(parse(text), JSON.parse(text));
    }),
    { numRuns: 3_000 },
  );
});

test("any double is written as the independent implementation writes it", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      assert.equal(canonicalJson(number), canonicalize(number));
    }),
    { numRuns: 3_000 },
  );
});

test("refuses values without a canonical form", () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const bad = [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol("x"), "\ud800", { "\udfff": 1 }];
  for (const value of [
    ...bad,
    [undefined],
    { a: undefined },
    new Array(2),
    new Date(0),
    new Map(),
    cyclic,
    Uint8Array.of(1),
  ]) {
    assert.throws(() => canonicalJson(value), TypeError);
  }
});

test("reads no other spelling of a value", () => {
  const texts = [
    ' {"a":1}',
    '{"a":1}\n',
    '{"a": 1}',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"a":1.0}',
    '{"a":1e0}',
    '{"a":-0}',
    '{"a":01}',
    '{"a":9007199254740993}',
    '{"a":1e400}',
    '"\\u0061"',
    '"\\/"',
    '"\\ud800"',
    '"\\u000A"',
    '"\u007f\\u007f"',
    "\ufeff{}",
    "{}{}",
    "",
    "[",
    "nul",
    "[1,]",
    "{a:1}",
    "'a'",
    "NaN",
    '"\ud800"',
    '"\t"',
  ];
  for (const text of texts) assert.equal(parse(text), undefined, JSON.stringify(text));
});

test("keys that mean something to JavaScript are plain data and pollute nothing", () => {
  const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const value = parse(text);
  assert.equal(canonicalJson(value), text);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("depth and length are bounded before anything recurses", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.deepEqual(parseCanonicalJson(nested(3), { depthMax: 3, charsMax: 100 }), [[[]]]);
  assert.equal(parseCanonicalJson(nested(4), { depthMax: 3, charsMax: 100 }), undefined);
  assert.equal(parseCanonicalJson(nested(1_000_000), { depthMax: 4, charsMax: 10_000_000 }), undefined);
  assert.equal(parseCanonicalJson('"[[[[["', { depthMax: 1, charsMax: 100 }), "[[[[[");
  assert.equal(parseCanonicalJson('["\\"",[]]', { depthMax: 1, charsMax: 100 }), undefined);
  assert.equal(parseCanonicalJson('"aaaa"', { depthMax: 1, charsMax: 5 }), undefined);
});
