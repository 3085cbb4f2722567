/** One list of checks: each applies or not, a broken one fails, a skipped one stays listed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { CHECKS, type Check, runChecks } from "#lib/core/verify/checks.ts";
import { STEP_NAMES } from "#lib/core/verify/verification.ts";
import { receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { STEPS_WITHOUT_EXTRAS } from "./verification-story.ts";

const opened = openReceipt(receiptBytes);

test("there is one check for each step, in the order of the list", () => {
  assert.deepEqual(
    CHECKS.map(({ step }) => step),
    STEP_NAMES,
  );
});

test("a check that throws is a row that failed, and what rests on it is not checked", () => {
  const broken = CHECKS.map((each): Check => {
    if (each.step !== "record") return each;
    return {
      ...each,
      check: () => {
        throw new TypeError("out of \u001b order");
      },
    };
  });
  const { steps } = runChecks(broken, { opened, given: { sha256: new Uint8Array(32) } });
  const row = (name: string) => steps.find((step) => step.name === name);
  assert.deepEqual(row("record"), {
    name: "record",
    status: "failed",
    reason: "check_broken",
    expected: "-",
    found: "TypeError: out of \u00b7 order",
  });
  assert.equal(row("file")?.reason, "depends_on_failed");
  assert.equal(row("inclusion")?.status, "ok");
});

test("what could not be checked stays in the list", () => {
  const { steps } = runChecks(CHECKS, { opened: openReceipt(utf8("{}")), given: {} });
  assert.deepEqual(
    steps.map(({ name }) => name),
    STEPS_WITHOUT_EXTRAS,
  );
  assert.deepEqual(
    steps.slice(1).map(({ reason }) => reason),
    steps.slice(1).map(() => "depends_on_failed"),
  );
});

test("a check that does not apply has no row", () => {
  const { steps } = runChecks(CHECKS, { opened, given: {} });
  assert.equal(
    steps.some(({ name }) => name === "document"),
    false,
  );
});

test("a receipt is taken apart once, whether it came as bytes or as text", () => {
  const text = new TextDecoder().decode(receiptBytes);
  assert.deepEqual(openReceipt(text), opened);
  assert.equal(opened.document, undefined);
  assert.ok(opened.parts?.checkpoint && opened.parts.record && opened.parts.key);
});
