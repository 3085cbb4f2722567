/** The editor of templates: what a template begins with, how it is changed, and what is said of what is wrong, each at its place. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { freshName, moved, put } from "#components/contracts/templates/designer/edits.ts";
import { problemsOf } from "#components/contracts/templates/designer/problems.ts";
import { beginDocument } from "#lib/features/contracts/templates/schema/begin.ts";
import { contractDocumentSchema } from "#lib/features/contracts/templates/schema/document.ts";
import { LOAN } from "./loan.ts";

const CLAUSE = ["body", "clauses", 1] as const;

describe("the editor of contract templates", () => {
  it("begins with a document that is one, in both languages and both forms", () => {
    for (const language of ["zh-CN", "en"] as const) {
      for (const pdf of [undefined, "ab".repeat(32)]) {
        const document = beginDocument(language, { title: "Loan 借款", ...(pdf && { pdf }) });
        assert.equal(contractDocumentSchema.safeParse(document).success, true);
        assert.equal(document.body.kind, pdf ? "pdf" : "text");
      }
    }
  });

  it("changes one place and nothing else; what is undefined is taken out", () => {
    const before = JSON.stringify(LOAN);
    const changed = put(LOAN, [...CLAUSE, "heading"], "金额");
    assert.equal(JSON.stringify(LOAN), before);
    assert.equal(JSON.stringify(changed), before.replace('"heading":"借款"', '"heading":"金额"'));
    const without = put(changed, [...CLAUSE, "heading"], undefined);
    assert.equal(
      without.body.kind === "text" && without.body.clauses[1] && "heading" in without.body.clauses[1],
      false,
    );
    assert.deepEqual(put(without, [...CLAUSE, "heading"], "借款"), LOAN);
    assert.deepEqual(
      [moved(["a", "b", "c"], 2, -1), moved(["a", "b", "c"], 0, 1)],
      [
        ["a", "c", "b"],
        ["b", "a", "c"],
      ],
    );
    assert.equal(freshName("value_", ["value_2", "amount"]), "value_3");
    assert.equal(freshName("value_", ["value_2"]), "value_3");
  });

  it("says what is wrong where it is, by name", () => {
    assert.deepEqual(problemsOf(LOAN), []);
    const at = (path: (string | number)[], value: unknown) => problemsOf(put(LOAN, path, value));
    assert.deepEqual(at([...CLAUSE, "blocks", 0, "text"], "{{nobody}}"), [
      { place: "body.clauses.1.blocks.0.text", key: "placeholder", name: "{{nobody}}" },
    ]);
    assert.deepEqual(at(["title"], "")[0], { place: "title", key: "missing", name: "" });
    assert.deepEqual(at(["values", 2, "min"], "1000")[0], { place: "values.2.min", key: "spelled", name: "" });
    assert.deepEqual(at(["values", 2, "min"], "9000000.00")[0]?.key, "turned");
    assert.deepEqual(at(["values", 5, "when", "value"], "guarantor")[0]?.key, "condition");
    assert.deepEqual(at(["parties", 1, "name"], "borrower").map(({ key }) => key)[0], "distinctNames");
    const field = ["body", "clauses", 4, "blocks", 0, "field"];
    assert.equal(at([...field, "party"], "nobody")[0]?.key, "party");
    assert.equal(at([...field, "name"], "signed_on")[0]?.key, "taken");
  });
});
