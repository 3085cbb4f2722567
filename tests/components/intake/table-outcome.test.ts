/** A table for own fields is read in a worker: what it finds can be handed over, and says on the way how far it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, type TableQuestion } from "#components/intake/table-outcome.ts";

const ROWS = 20_000;
const fields: TableQuestion["fields"] = [{ id: "1", name: "Amount", type: "number", required: false, inList: true }];
const names = Array.from({ length: ROWS }, (_, at) => `contract ${at}.pdf`);
const tableOf = (rows: number) =>
  new File(
    [
      `file,Amount\n${names
        .slice(0, rows)
        .map((name, at) => `${name},${at}\n`)
        .join("")}`,
    ],
    "all.csv",
  );

test("twenty thousand rows are told of while they are read, and their values pass from a worker to the page", async () => {
  const told: number[] = [];
  const outcome = structuredClone(await outcomeOf({ file: tableOf(ROWS), fields, names }, (rows) => told.push(rows)));
  assert.ok("match" in outcome, JSON.stringify(outcome));
  assert.equal(outcome.match.values.size, ROWS);
  assert.deepEqual(outcome.match.values.get("contract 19999.pdf"), { Amount: { type: "number", value: "19999" } });
  assert.ok(told.length >= 20 && told.length <= 200, `${told.length}`);
  assert.deepEqual(
    told.toSorted((one, other) => one - other),
    told,
  );
});

test("what is wrong with a table is an answer, never an exception", async () => {
  const ask = (file: File) => outcomeOf({ file, fields, names: [] }, () => {});
  assert.deepEqual(await ask(new File(['a,b\n1,"2\n'], "open.csv")), { fault: "quote_open", line: 2 });
  assert.deepEqual(await ask(new File([], "empty.csv")), { fault: "empty_file" });
  const gone = new File(["a"], "gone.csv");
  gone.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotFoundError"));
  assert.deepEqual(await ask(gone), { fault: "damaged" });
});
