/** What the verify page's worker answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "#components/verification/inspect-and-check.ts";
import type { Checked, ToCheck, WorkerReply } from "#components/verification/worker-protocol.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { FILE_SHA256, ledger, ORIGIN, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";

const keys = `log ${ledger.key.text}\nquorum none\n`;
const trust = [{ origin: ORIGIN, keys, policies: [], authorities: "", ends: [] }];
const bytes = Uint8Array.from(receiptBytes);

const ask = (content: Uint8Array<ArrayBuffer>, check?: Omit<ToCheck, "receipt">): Promise<WorkerReply> =>
  answer({ call: 1, kind: "inspect", file: new File([content], "given"), ...(check ? { check } : {}) }, () => {});

test("a receipt is looked into and checked in one answer, which is that of two", async () => {
  for (const digest of [undefined, toHex(FILE_SHA256), "00".repeat(32)]) {
    const check = { trust, ...(digest ? { sha256: digest } : {}) };
    const two = await answer({ call: 1, kind: "check", receipt: bytes, ...check }, () => {});
    const { checked } = two as { checked: Checked };
    const file = checked.verification.steps.find(({ name }) => name === "file")?.status;
    assert.equal(file, digest === undefined ? "unchecked" : digest.startsWith("00") ? "failed" : "ok");
    assert.deepEqual(await ask(bytes, check), {
      call: 1,
      kind: "inspected",
      inspected: { kind: "receipt", name: "given", bytes, checked },
    });
  }
});

test("a receipt is not checked where nobody asks, and another file never is", async () => {
  assert.deepEqual(await ask(bytes), {
    call: 1,
    kind: "inspected",
    inspected: { kind: "receipt", name: "given", bytes },
  });
  const other = Uint8Array.from(utf8("some other file"));
  assert.deepEqual(await ask(other, { trust }), await ask(other));
});
