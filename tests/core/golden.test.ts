/**
 * Receipts that were handed out stay valid for ever: these files never change, whatever the code becomes. A new kind of
 * receipt gets new files beside them, and a version of its own.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const read = (name: string): Buffer => readFileSync(new URL(`golden/${name}`, import.meta.url));
const policy = parsePolicy(read("policy.txt").toString());
const content = sha256(read("content.txt"));

for (const name of ["receipt.json", "receipt-digest.json", "receipt.pdf"]) {
  test(`${name} of the first version verifies, with its content and its issuer`, () => {
    assert.ok(!("error" in policy));
    const { verdict, steps, facts } = verifyReceipt({ receipt: read(name), sha256: content, policy });
    assert.deepEqual(
      steps.filter(({ status }) => status === "failed"),
      [],
    );
    assert.equal(verdict, "valid");
    assert.equal(facts?.id, "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37");
    assert.equal(facts?.details?.name, "合同 contract.pdf");
  });
}
