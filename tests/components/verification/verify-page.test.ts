/** What the verify page decides before anything is checked: what was dropped, and what was pasted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { looksLikeReceipt } from "#components/verification/classify.ts";
import { answer } from "#components/verification/inspect-and-check.ts";
import { parseReference } from "#components/verification/reference.ts";
import { RECEIPT_BYTES_MAX, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { ledger, ORIGIN, proof, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";

const SITE = "https://seal.example";
const ID = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c";
const DIGEST = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

test("a receipt with any one byte changed is still taken for a receipt, so that it is reported as failed", () => {
  assert.ok(looksLikeReceipt(receiptBytes));
  for (let at = 0; at < receiptBytes.length; at++) {
    const changed = receiptBytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.ok(looksLikeReceipt(changed), `byte ${at}`);
  }
});

test("a reformatted or truncated receipt is still taken for a receipt", () => {
  const text = new TextDecoder().decode(receiptBytes);
  assert.ok(looksLikeReceipt(utf8(JSON.stringify(JSON.parse(text), null, 2))));
  assert.ok(looksLikeReceipt(receiptBytes.subarray(0, receiptBytes.length - 1)));
});

test("other files are not taken for receipts", () => {
  const pdf = "%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";
  for (const text of [
    "",
    "{}",
    '{"record":1,"entry":2}',
    pdf,
    "a text about a receipt, its record, entry and issuer",
  ]) {
    assert.ok(!looksLikeReceipt(utf8(text)), text);
  }
  assert.ok(!looksLikeReceipt(new Uint8Array(RECEIPT_BYTES_MAX + 1).fill(0x7b)));
  assert.ok(!looksLikeReceipt(new Uint8Array(RECEIPT_PDF_BYTES_MAX + 1)));
});

test("a proof, a policy or a key goes along with evidence: it is neither the receipt nor a second file", async () => {
  const trust = [
    { origin: ORIGIN, keys: `log ${ledger.key.text}\nquorum none\n`, policies: [], ends: [], authorities: "" },
  ];
  const given = async (text: string) => {
    const file = new File([text], "given");
    const reply = await answer({ call: 1, kind: "inspect", file, check: { trust } }, () => {});
    assert.ok(reply.kind === "inspected");
    return reply.inspected;
  };
  const proven = await given(proof());
  assert.ok(proven.kind === "companion" && proven.inspection.kind === "proof");
  const signature = proven.inspection.checks.find(({ name }) => name === "signature");
  assert.deepEqual([signature?.status, proven.inspection.missing], ["ok", ["receipt"]], "by the keys of this site");
  for (const text of [`log ${ledger.key.text}\nquorum none\n`, `${ledger.key.text}\n`, "-----BEGIN PRIVATE KEY-----\n"])
    assert.equal((await given(text)).kind, "companion");
  assert.equal((await given(`${new TextDecoder().decode(receiptBytes)}\n`)).kind, "receipt");
  const signed = await given("%PDF-1.7\n1 0 obj<</ByteRange[0 1 2 3]/Contents<00>/SubFilter/x>>endobj\n%%EOF\n");
  assert.ok(signed.kind === "file" && signed.inspection?.kind === "signed_pdf", "it may be what was recorded");
  const plain = await given("any text");
  assert.ok(plain.kind === "file" && plain.inspection === undefined);
});

test("an id, a link of this site and a digest are understood, with the spaces and capitals people paste", () => {
  for (const text of [ID, ` ${ID.toUpperCase()}\n`, `${SITE}/v/${ID}`, `${SITE}/v/${ID}/?lang=zh#top`]) {
    assert.deepEqual(parseReference(text, SITE), { kind: "record", id: ID }, text);
  }
  for (const text of [DIGEST, DIGEST.toUpperCase(), `sha256:${DIGEST}`, DIGEST.replace(/(.{8})/g, "$1 ")]) {
    assert.deepEqual(parseReference(text, SITE), { kind: "digest", sha256: DIGEST }, text);
  }
});

test("a link to another site is named as such and never looked up here", () => {
  for (const link of [
    `https://other.example/v/${ID}`,
    `http://seal.example/v/${ID}`,
    `https://seal.example:8443/v/${ID}`,
  ]) {
    assert.equal(parseReference(link, SITE).kind, "foreign", link);
  }
});

test("anything else is refused", () => {
  const uuid4 = "0190a5b2-7c3d-4e4f-8a5b-6c7d8e9f0a1c";
  for (const text of [
    "",
    "hello",
    DIGEST.slice(1),
    uuid4,
    `${SITE}/v/../${ID}`,
    `${SITE}/evidence/${ID}`,
    `javascript:/v/${ID}x`,
  ]) {
    assert.deepEqual(parseReference(text, SITE), { kind: "unknown" }, text);
  }
});
