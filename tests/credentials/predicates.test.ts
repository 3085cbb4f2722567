/** Predicates are true exactly where the field says so, and say nothing about what is not there. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PredicateRule, predicateName, predicatesOf, readPredicateName } from "#lib/credentials/predicates.ts";

const ISSUED_ON = "2026-11-29";
const answer = (rule: PredicateRule, values: Record<string, string>) =>
  predicatesOf([rule], values, ISSUED_ON)[predicateName(rule)];

describe("a predicate", () => {
  it("compares numbers by their digits", () => {
    const atLeast = (value: string, score: string) => answer({ field: "score", kind: "gte", value }, { score });
    assert.equal(atLeast("90", "90"), true);
    assert.equal(atLeast("90", "89.999999999"), false);
    assert.equal(atLeast("0.3", "0.3"), true);
    assert.equal(atLeast("9007199254740993", "1"), undefined);
    assert.equal(atLeast("-5", "-4.5"), true);
    assert.equal(atLeast("-5", "-5.1"), false);
    assert.equal(answer({ field: "score", kind: "lte", value: "3" }, { score: "3.0" }), true);
    for (const score of ["", "ninety", "1e9", "NaN", "Infinity", "0x5f", " 95", "95 "])
      assert.equal(atLeast("90", score), undefined, score);
  });

  it("counts years complete on the day of issue", () => {
    const over = (birth: string) => answer({ field: "birth", kind: "over", value: "18" }, { birth });
    assert.equal(over("2008-11-29"), true);
    assert.equal(over("2008-11-30"), false);
    assert.equal(over("2004-02-29"), true);
    for (const birth of ["2004-02-30", "29.11.2004", "2004-2-9", ""]) assert.equal(over(birth), undefined, birth);
    assert.deepEqual(
      predicatesOf([{ field: "birth", kind: "over", value: "18" }], { birth: "2008-02-29" }, "2026-02-28"),
      { "birth_over.18": false },
    );
  });

  it("finds a year between first and last day", () => {
    const within = (value: string, values: Record<string, string>) =>
      answer({ field: "since", until: "until", kind: "in", value }, values);
    assert.equal(within("2026", { since: "2025-05-01", until: "2027-04-30" }), true);
    assert.equal(within("2024", { since: "2025-05-01", until: "2027-04-30" }), false);
    assert.equal(within("2027", { since: "2025-05-01" }), false);
    assert.equal(within("2026", { since: "2025-05-01" }), true);
    assert.equal(answer({ field: "since", kind: "in", value: "2026" }, { since: "2025-05-01" }), false);
  });

  it("has a name that says what it stands for, and no other text does", () => {
    for (const rule of [
      { field: "score", kind: "gte", value: "59.5" },
      { field: "birth_date", kind: "over", value: "18" },
    ] as const) {
      assert.deepEqual(readPredicateName(predicateName(rule)), rule);
    }
    for (const name of [
      "score",
      "score_gte.",
      "score_eq.9",
      "score_over.1.5",
      "Score_gte.9",
      "score_gte.9x",
      "_in.2026",
    ]) {
      assert.equal(readPredicateName(name), undefined, name);
    }
  });

  it("reads only what the values have themselves", () => {
    assert.equal(answer({ field: "constructor", kind: "gte", value: "1" }, {}), undefined);
  });
});
