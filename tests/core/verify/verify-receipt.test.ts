import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeDetails } from "#lib/core/claim/details.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
import { formatReceipt, type ReceiptV1 } from "#lib/core/receipt/receipt.ts";
import { RECEIPT_BYTES_MAX, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { FAILED_REASONS, UNCHECKED_REASONS } from "#lib/core/verify/verification.ts";
import {
  checkpointText,
  details,
  entry,
  FILE_SHA256,
  leaves,
  ledger,
  noWitnessPolicy,
  ORIGIN,
  policyOf,
  proof,
  receipt,
  receiptBytes,
  record,
  signer,
  without,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import { failures, STEPS_WITHOUT_EXTRAS, story, verify } from "./verification-story.ts";

const UNTOUCHED = { file: "no_file_given", issuer: "no_policy", witnesses: "no_witness", timestamp: "no_timestamp" };

test("an anchored receipt with its file, under a policy that knows the ledger, is valid and states its facts", () => {
  const result = verifyReceipt({ receipt: receiptBytes, sha256: FILE_SHA256, policy: noWitnessPolicy });
  assert.deepEqual(story(result), { witnesses: "no_witness", timestamp: "no_timestamp" });
  assert.deepEqual([result.verdict, result.witnessed], ["valid", false]);
  assert.deepEqual(result.facts, {
    id: record.id,
    type: "file",
    sha256: toHex(FILE_SHA256),
    size: record.size,
    receivedAt: record.receivedAt,
    submitter: record.submitter,
    details,
    origin: ORIGIN,
    keyId: toHex(ledger.key.keyId),
    index: 5,
    treeSize: 11,
    root: checkpointText().split("\n")[2],
    witnesses: [],
    timestamps: [],
    signatures: [{ by: "ledger", name: ORIGIN, algorithm: "Ed25519" }],
    ignored: [],
  });
  assert.doesNotThrow(() => JSON.stringify(result));
});

test("steps come in the order of the report, each once; document is there for a PDF only", () => {
  const names = verifyReceipt({ receipt: receiptBytes }).steps.map(({ name }) => name);
  assert.deepEqual(names, STEPS_WITHOUT_EXTRAS);
  assert.deepEqual(
    verifyReceipt({ receipt: utf8("x") }).steps.map(({ name }) => name),
    names,
  );
});

test("without a policy the issuer is unproven, however good the signature", () => {
  const result = verifyReceipt({ receipt: receiptBytes });
  assert.deepEqual([result.verdict, story(result)], ["issuer_unproven", UNTOUCHED]);
});

test("a receipt without details still proves record, place and signature", () => {
  const result = verifyReceipt({ receipt: formatReceipt(without(receipt(), "details")), policy: noWitnessPolicy });
  assert.equal(story(result).details, "not_disclosed");
  assert.equal(result.verdict, "valid");
  assert.equal(result.facts?.details, undefined);
});

test("a record that is not anchored says so, whoever is trusted", () => {
  const bytes = formatReceipt(without(receipt(), "proof"));
  const result = verifyReceipt({ receipt: bytes, sha256: FILE_SHA256, policy: noWitnessPolicy });
  const waiting = Object.fromEntries(
    ["inclusion", "checkpoint", "issuer", "witnesses", "timestamp"].map((name) => [name, "not_anchored"]),
  );
  assert.deepEqual([result.verdict, result.witnessed, story(result)], ["not_anchored", false, waiting]);
  // Nobody signed it: what it says is not handed out as facts.
  assert.deepEqual([result.facts, result.stated?.id, result.stated?.index], [undefined, record.id, undefined]);
  const elsewhere = policyOf([`log ${signer("other.example").key.text}`, "quorum none"]);
  assert.deepEqual(failures(verifyReceipt({ receipt: bytes, policy: elsewhere })), ["issuer: unknown_origin"]);
});

test("another file fails at the file, with both digests as sha256sum prints them", () => {
  const other = sha256(utf8("another contract"));
  const result = verify({}, { sha256: other, policy: noWitnessPolicy });
  assert.deepEqual(result.steps[1], {
    name: "file",
    status: "failed",
    reason: "digest_mismatch",
    expected: toHex(FILE_SHA256),
    found: toHex(other),
  });
  assert.deepEqual([result.verdict, result.facts], ["failed", undefined]);
  assert.deepEqual(failures(verify({}, { sha256: FILE_SHA256.slice(1) })), ["file: digest_mismatch"]);
});

test("an exchanged record fails at the record, and nothing that rests on it is called good", () => {
  const forged = new TextDecoder().decode(encodeRecord({ ...record, receivedAt: "2020-01-01T00:00:00.000Z" }));
  const result = verify({ record: forged }, { sha256: FILE_SHA256 });
  assert.deepEqual(story(result), {
    ...UNTOUCHED,
    record: "digest_mismatch",
    file: "depends_on_failed",
    details: "depends_on_failed",
  });
  assert.equal(
    result.steps.find(({ name }) => name === "inclusion")?.status,
    "ok",
    "independent steps are still reported",
  );
});

test("a record exchanged together with its entry fails at the inclusion", () => {
  const text = new TextDecoder().decode(encodeRecord({ ...record, receivedAt: "2020-01-01T00:00:00.000Z" }));
  const forged = `sealbook.entry/v1\nfile\n${toBase64(sha256(utf8(text)))}\n`;
  assert.deepEqual(failures(verify({ record: text, entry: forged })), ["inclusion: root_mismatch"]);
});

test("details of another record fail at the details", () => {
  const text = new TextDecoder().decode(encodeDetails({ ...details, name: "other.pdf" }));
  assert.deepEqual(failures(verify({ details: text })), ["details: digest_mismatch"]);
  assert.deepEqual(failures(verify({ details: "" })), ["details: digest_mismatch"]);
});

test("details that the record binds, but that are none, fail at the details", () => {
  const recordText = new TextDecoder().decode(encodeRecord({ ...record, details: toBase64(sha256(utf8("{}"))) }));
  const entryText = `sealbook.entry/v1\nfile\n${toBase64(sha256(utf8(recordText)))}\n`;
  const bytes = formatReceipt(without(receipt({ record: recordText, entry: entryText, details: "{}" }), "proof"));
  assert.deepEqual(failures(verifyReceipt({ receipt: bytes })), ["details: details_malformed"]);
});

test("malformed parts fail at their own step", () => {
  const entryText = new TextDecoder().decode(entry);
  const note = proof();
  const cases: [Partial<ReceiptV1>, string[]][] = [
    [{ record: "{}" }, ["record: record_malformed"]],
    [{ record: `${receipt().record} ` }, ["record: record_malformed"]],
    [{ entry: "x" }, ["record: entry_malformed", "inclusion: root_mismatch"]],
    [{ entry: entryText.replace("file", "digest") }, ["record: type_mismatch", "inclusion: root_mismatch"]],
    [{ proof: "" }, ["inclusion: proof_malformed"]],
    [{ proof: note.replace("index 5", "extra AQ==\nindex 5") }, ["inclusion: proof_extra"]],
    [{ proof: note.replace("index 5", "index 4") }, ["inclusion: root_mismatch"]],
    [{ proof: note.replace("index 5", "index 11") }, ["inclusion: path_malformed"]],
    [{ proof: note.replace("index 5\n", `index 5\n${toBase64(leaves[0]!)}\n`) }, ["inclusion: path_malformed"]],
    [{ proof: note.replace("\n11\n", "\n12\n") }, ["checkpoint: signature_invalid"]],
    [{ proof: note.replace("\n11\n", "\n5\n") }, ["inclusion: path_malformed", "checkpoint: signature_invalid"]],
    [{ proof: note.replace("\n11\n", "\n011\n") }, ["checkpoint: checkpoint_malformed"]],
    [{ proof: note.replace("— ", "- ") }, ["checkpoint: note_malformed"]],
    [{ proof: note.replace("— seal", "— zeal") }, ["checkpoint: signature_absent"]],
    [{ proof: note.replace("\nseal.", "\nzeal.") }, ["checkpoint: origin_mismatch"]],
    [{ issuer: { key: signer("other.example").key.text } }, ["checkpoint: origin_mismatch"]],
    [{ issuer: { key: signer(ORIGIN, 0x01, "another key").key.text } }, ["checkpoint: signature_absent"]],
  ];
  for (const [changes, expected] of cases) {
    const result = verify(changes);
    assert.deepEqual(failures(result), expected, JSON.stringify(changes).slice(0, 120));
    assert.deepEqual([result.verdict, result.facts], ["failed", undefined]);
  }
});

test("every failed step says what was expected and what was found, short and without control characters", () => {
  const nasty = `\u001b[2J\u202e${"x".repeat(5000)}\n`;
  for (const changes of [{ record: nasty }, { entry: nasty }, { details: nasty }, { proof: nasty }]) {
    for (const { status, expected, found } of verify(changes).steps.filter((step) => step.status === "failed")) {
      assert.equal(status, "failed");
      for (const text of [expected, found]) {
        assert.ok(text !== undefined && text.length > 0 && text.length <= 170, text);
        assert.doesNotMatch(text, /[\p{C}\p{Zl}\p{Zp}]/u);
      }
    }
  }
});

test("a receipt that cannot be read fails at the format, and the rest depends on it", () => {
  for (const bytes of [
    new Uint8Array(0),
    utf8("{}"),
    utf8("null"),
    utf8(`${new TextDecoder().decode(receiptBytes)}\n`),
    Uint8Array.of(0xff),
  ]) {
    const result = verifyReceipt({ receipt: bytes, sha256: FILE_SHA256, policy: noWitnessPolicy });
    assert.equal(result.verdict, "failed");
    const [format, ...rest] = result.steps;
    assert.deepEqual([format?.name, format?.status], ["format", "failed"]);
    assert.ok(rest.every(({ status, reason }) => status === "unchecked" && reason === "depends_on_failed"));
  }
});

test("reasons are two closed lists without repetition; too few witnesses and a renewal without a date may be either", () => {
  for (const list of [UNCHECKED_REASONS, FAILED_REASONS]) assert.equal(new Set<string>(list).size, list.length);
  const unchecked: readonly string[] = UNCHECKED_REASONS;
  assert.deepEqual(
    FAILED_REASONS.filter((reason) => unchecked.includes(reason)),
    ["quorum_not_met", "renewal_undated"],
  );
});

test("what is no receipt is shown as it begins, or by its length", () => {
  const [page] = verifyReceipt({ receipt: utf8("<!doctype html>\n<p>") }).steps;
  assert.deepEqual(
    [page?.reason, page?.expected, page?.found],
    ["not_canonical", "sealbook.receipt/v1, sealbook.receipt/v2", "<!doctype html>·<p>"],
  );
  const [long] = verifyReceipt({ receipt: new Uint8Array(RECEIPT_BYTES_MAX + 1) }).steps;
  assert.deepEqual(
    [long?.reason, long?.expected, long?.found],
    ["too_large", `${RECEIPT_BYTES_MAX}`, `${RECEIPT_BYTES_MAX + 1}`],
  );
  const pdf = new Uint8Array(RECEIPT_PDF_BYTES_MAX + 1);
  pdf.set(utf8("%PDF-1.7\n"));
  assert.deepEqual(failures(verifyReceipt({ receipt: pdf })), ["document: too_large"]);
});
