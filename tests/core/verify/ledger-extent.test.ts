/** What a site knows of its own ledgers and no policy says: where each key ended, and how large the tree is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import {
  checkpointText,
  ledger,
  ORIGIN,
  proof,
  receipt,
  receiptBytes,
  record,
  type Signer,
  signedLine,
  signer,
} from "#tests/core/receipt/receipt-fixture.ts";
import { trustFor, verifyReceipt } from "#tests/support/verify-bytes.ts";

const next = signer(ORIGIN, 0x01, "the next key");
const keys = `log ${ledger.key.text}\nlog ${next.key.text}\nquorum none\n`;
const SITE: LedgerTrust = { origin: ORIGIN, keys, policies: [], authorities: "", ends: [], size: "11" };

/** The verdict, and the step about the issuer. Trees of the fixture have eleven entries. */
function judged(bytes: Uint8Array, changes: Partial<LedgerTrust> = {}): string {
  const { policy, extent } = trustFor(bytes, [{ ...SITE, ...changes }]) ?? assert.fail();
  const { verdict, steps } = verifyReceipt({ receipt: bytes, policy, extent, requireQuorum: false });
  const { reason, expected = "", found = "" } = steps.find(({ name }) => name === "issuer") ?? assert.fail();
  return `${verdict} ${reason} ${expected} ${found}`.trim();
}

const ended = (size: string, ...signers: Signer[]) => ({ ends: signers.map(({ key }) => ({ key: key.text, size })) });
const signedBy = (issuer: Signer, ...also: Signer[]) =>
  formatReceipt(
    receipt({
      issuer: { key: issuer.key.text },
      proof: proof({ signer: issuer, moreLines: also.map((each) => signedLine(each, checkpointText())) }),
    }),
  );

test("a key signs nothing for a tree larger than it ended at, and everything up to it for ever", () => {
  assert.equal(judged(receiptBytes, ended("10", ledger)), "failed key_ended 10 11");
  assert.equal(judged(receiptBytes, ended("0", ledger)), "failed key_ended 0 11");
  assert.equal(judged(receiptBytes, ended("11", ledger)), "valid ok");
  assert.equal(judged(receiptBytes, ended("10", next)), "valid ok");
  assert.equal(judged(signedBy(next), ended("10", ledger)), "valid ok");
});

test("where a key that goes on signed as well, it speaks for the checkpoint, whichever the receipt names", () => {
  for (const bytes of [signedBy(ledger, next), signedBy(next, ledger)]) {
    assert.equal(judged(bytes, ended("10", ledger)), "valid ok");
    assert.equal(judged(bytes, ended("10", ledger, next)), "failed key_ended 10 11");
  }
});

test("a tree that the ledger has not reached fails; a size that nobody could ask for is said", () => {
  assert.equal(judged(receiptBytes, { size: "10" }), "failed tree_too_large 10 11");
  assert.equal(judged(receiptBytes, { size: "0" }), "failed tree_too_large 0 11");
  assert.equal(judged(receiptBytes, { size: "12" }), "valid ok");
  const { size: _, ...unknown } = SITE;
  const { policy, extent } = trustFor(receiptBytes, [unknown]) ?? assert.fail();
  const { verdict, steps } = verifyReceipt({ receipt: receiptBytes, policy, extent, requireQuorum: false });
  assert.deepEqual([verdict, steps.find(({ name }) => name === "issuer")?.reason], ["valid", "ledger_size_unknown"]);
});

test("a time of receipt that is not there yet is remarked, and fails nothing", () => {
  const at = (minutes: number) => {
    const now = new Date(Date.parse(record.receivedAt) + minutes * 60_000);
    const { verdict, steps } = verifyReceipt({ receipt: receiptBytes, at: now });
    return [verdict, steps.find(({ name }) => name === "record")?.reason];
  };
  assert.deepEqual(at(0), ["issuer_unproven", "ok"]);
  assert.deepEqual(at(-4), ["issuer_unproven", "ok"]);
  assert.deepEqual(at(-6), ["issuer_unproven", "received_in_future"]);
});
