import assert from "node:assert/strict";
import { it } from "node:test";
import { labelOf } from "#components/certificates/verdict/labels.ts";

it("a field is called as its template calls it, and by its own name where that is not known, whatever it is", () => {
  const labels = { score: "成绩" };
  for (const [name, label] of [
    ["score", "成绩"],
    ["course", "course"],
    ["constructor", "constructor"],
    ["toString", "toString"],
    ["__proto__", "__proto__"],
  ] as const) {
    assert.equal(labelOf(labels, name), label);
  }
});
