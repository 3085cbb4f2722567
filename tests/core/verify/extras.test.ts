/** What a receipt carries besides: known kinds are checked, unknown ones named, and none of it is a condition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openReceipt, openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { failed, ok } from "#lib/core/verify/verify-steps.ts";
import { verify } from "#lib/verify/verify.ts";
import { noWitnessPolicy as policy, receiptBytes, secondVersion } from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const relay = { kind: "relay", to: "somewhere" };
const block = { kind: "block", header: "x" };

test("a receipt of version 2 without extras has the steps and the verdict of version 1", () => {
  const [first, second] = [receiptBytes, formatReceipt(secondVersion())].map((receipt) =>
    verifyReceipt({ receipt, policy }),
  );
  assert.equal(first?.verdict, "valid");
  assert.deepEqual(second, first);
});

test("extras of unknown kinds are named and change no verdict", async () => {
  const receipt = formatReceipt(secondVersion([relay, { kind: "sm2-seal" }, relay]));
  const found = await verify({ receipt: openReceipt(receipt), policy });
  assert.equal(found.verdict, "valid");
  const said = { name: "extras", status: "unchecked", reason: "extra_unknown", found: "relay sm2-seal" } as const;
  assert.deepEqual(found.steps.at(-1), said);
  assert.ok(found.facts);
});

test("a known kind has a step of its own, which says that it was not checked where its check is not there", () => {
  const receipt = formatReceipt(secondVersion([block]));
  const { verdict, steps } = verifyReceipt({ receipt, policy });
  assert.equal(verdict, "valid");
  assert.deepEqual(
    steps.filter(({ name }) => name === "block"),
    [{ name: "block", status: "unchecked", reason: "extra_not_read" }],
  );
  assert.ok(!steps.some(({ name }) => name === "extras" || name === "renewal"));
});

test("the check of a kind is given all of that kind, and decides like any other", () => {
  const receipt = formatReceipt(secondVersion([block, relay, { ...block, header: "y" }]));
  const headers: unknown[] = [];
  const verdictOf = (isGood: boolean) =>
    verifyReceipt({
      receipt,
      policy,
      extraChecks: {
        block: ({ extras, parts }, { row }) => {
          headers.push(...extras.map(({ header }) => header), parts.checkpoint?.size, row("inclusion").status);
          return isGood ? ok("block") : failed("block", "digest_mismatch", { expected: "x", found: "y" });
        },
      },
    }).verdict;
  assert.deepEqual([verdictOf(true), verdictOf(false)], ["valid", "failed"]);
  assert.deepEqual(headers.slice(0, 4), ["x", "y", 11n, "ok"]);
});

test("a receipt of version 2 that was only written out anew is the one that was issued", () => {
  const receipt = formatReceipt(secondVersion([relay]));
  const anew = utf8(JSON.stringify(JSON.parse(new TextDecoder().decode(receipt)), null, 3));
  const opened = openReceiptFile(anew);
  assert.deepEqual([opened.json, opened.respelled], [receipt, "reformatted"]);
});
