import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { repeatedMember } from "#lib/core/text/json-members.ts";

test("a member that stands twice is named, however its name is written and wherever it stands", () => {
  const repeated: [string, string][] = [
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"x":[{"b":{}},{"b":1,"c":{"d":"}","d":[]}}]}', "d"],
    ['[{"a\\"":1 , "a\\"" : 2}]', 'a"'],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
    ['{"":1,"":1}', ""],
    ['{"s":"\\\\","s":1}', "s"],
  ];
  for (const [text, name] of repeated) assert.equal(repeatedMember(text), name, text);
});

test("a document whose names each stand once has none, whatever its texts hold", () => {
  for (const text of ['"{\\"a\\":1,\\"a\\":2}"', '{"a":"a","b":["a","a"],"c":{"a":1}}', "[]", "1", '{"a":"\\\\"}']) {
    assert.equal(repeatedMember(text), undefined, text);
  }
  fc.assert(fc.property(fc.jsonValue(), (value) => repeatedMember(JSON.stringify(value)) === undefined));
});

test("deep and long documents cost no stack", () => {
  assert.equal(repeatedMember(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), undefined);
  assert.equal(repeatedMember(JSON.stringify({ long: "\\".repeat(4_000_000) })), undefined);
});
