/** Which of a site's policies a receipt is judged by. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import {
  ledger,
  ORIGIN,
  receipt,
  receiptBytes,
  signer,
  without,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { trustFor } from "#tests/support/verify-bytes.ts";

const next = signer(ORIGIN, 0x01, "the next key");
const withQuorum = (name: string) =>
  `log ${ledger.key.text}\nwitness w1 ${witnesses[0].key.text}\nwitness w2 ${witnesses[1].key.text}\nquorum ${name}\n`;

function site(changes: Partial<LedgerTrust> = {}): LedgerTrust[] {
  const keys = `log ${ledger.key.text}\nlog ${next.key.text}\nquorum none\n`;
  return [
    {
      origin: "other.example/ledger/main",
      keys: "quorum none\n",
      policies: [],
      authorities: "other",
      ends: [],
      size: "11",
    },
    { origin: ORIGIN, keys, policies: [], authorities: "PEM", ends: [], size: "11", ...changes },
  ];
}

/** The quorum under which the receipt of a tree of eleven entries falls. */
function quorumFor(...policies: [string, string][]): string | undefined {
  const rows = policies.map(([sinceSize, quorum]) => ({ sinceSize, text: withQuorum(quorum) }));
  return trustFor(receiptBytes, site({ policies: rows }))?.policy.quorum;
}

test("the last policy that counts for the tree's size is the one, else the first there is", () => {
  assert.equal(quorumFor(["0", "w1"], ["11", "w2"], ["12", "w1"]), "w2");
  assert.equal(quorumFor(["0", "w1"], ["5", "w2"], ["5", "w1"]), "w1");
  assert.equal(quorumFor(["100", "w2"], ["200", "w1"]), "w2");
  assert.equal(quorumFor(), undefined);
});

test("every key that the ledger ever had counts under every policy", () => {
  const trust = trustFor(receiptBytes, site({ policies: [{ sinceSize: "0", text: withQuorum("w1") }] }));
  assert.deepEqual(
    trust?.policy.logs.map(({ key }) => key.text),
    [ledger.key.text, next.key.text],
  );
  assert.equal(trust?.authorities, "PEM");
});

test("a receipt that is not anchored has keys to be held against, and no witnesses", () => {
  const bytes = formatReceipt(without(receipt(), "proof"));
  const trust = trustFor(bytes, site({ policies: [{ sinceSize: "0", text: withQuorum("w1") }] }));
  assert.deepEqual([trust?.policy.logs.length, trust?.policy.witnesses], [2, []]);
});

test("of another ledger, and of what is no receipt, a site has nothing to say", () => {
  assert.equal(trustFor(receiptBytes, site().slice(0, 1)), undefined);
  for (const hostile of [new Uint8Array(0), utf8("{}"), utf8("%PDF-1.7\n")]) {
    assert.equal(trustFor(hostile, site()), undefined);
  }
});
