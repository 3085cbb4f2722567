import assert from "node:assert/strict";
import { test } from "node:test";
import { PDFDocument, PDFHexString, PDFString } from "pdf-lib";
import { formatNote } from "#lib/core/log/note.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { isPdf, PROOF_ATTACHMENT } from "#lib/core/receipt/receipt-file.ts";
import {
  findAttachments,
  insertSeal,
  parseSealText,
  RECEIPT_ATTACHMENT,
  sealLines,
  sealText,
  splitSealedPdf,
} from "#lib/core/receipt/receipt-pdf.ts";
import { concat, equalBytes, fromUtf8, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import {
  FILE_SHA256,
  ledger,
  noWitnessPolicy,
  proof,
  receipt,
  receiptBytes,
  record,
  type Signer,
  signedLine,
  signer,
  without,
} from "./receipt-fixture.ts";

type Files = { name: string; bytes: Uint8Array }[];

const FILES: Files = [
  { name: RECEIPT_ATTACHMENT, bytes: receiptBytes },
  { name: PROOF_ATTACHMENT, bytes: utf8(proof()) },
];

/** As the renderer attaches: streams as they are, names in UTF-16, plain objects. */
async function pdfWith(files: Files, text = "receipt"): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.addPage([200, 100]).drawText(text, { size: 12 });
  for (const { name, bytes } of files) {
    const { context } = pdf;
    const stream = context.register(context.stream(bytes, { Type: "EmbeddedFile", Params: { Size: bytes.length } }));
    const uf = PDFHexString.fromText(name);
    context.register(context.obj({ Type: "Filespec", F: PDFString.of(name), UF: uf, EF: { F: stream, UF: stream } }));
  }
  return pdf.save({ useObjectStreams: false });
}

function seal(unsealed: Uint8Array, by: Signer = ledger, id = record.id): Uint8Array {
  const text = sealText(id, unsealed);
  return insertSeal(unsealed, formatNote(text, [signedLine(by, text)]));
}

function verify(bytes: Uint8Array): Verification {
  return verifyReceipt({ receipt: bytes, sha256: FILE_SHA256, policy: noWitnessPolicy });
}

function failures({ steps }: Verification): string[] {
  return steps.filter(({ status }) => status === "failed").map(({ name, reason }) => `${name}: ${reason}`);
}

const unsealed = await pdfWith(FILES);
const sealed = seal(unsealed);

test("a sealed PDF is valid, and its first step is the document", () => {
  const result = verify(sealed);
  assert.deepEqual([result.verdict, failures(result)], ["valid", []]);
  assert.deepEqual(result.steps[0], { name: "document", status: "ok", reason: "ok" });
  assert.equal(result.facts?.id, record.id);
});

test("the seal stands in comments before startxref, names the record and its digest, and comes off again", () => {
  const text = new TextDecoder("latin1").decode(sealed);
  const at = text.indexOf("%sealbook.receipt-pdf/v1\n%sealbook.receipt-pdf/v1\n");
  assert.match(text.slice(at), /^(%[^\n]*\n){6}startxref\n\d+\n%%EOF\n?$/);
  const split = splitSealedPdf(sealed)!;
  assert.ok(equalBytes(split.unsealed, unsealed));
  assert.deepEqual([split.recordId, toBase64(split.digest)], [record.id, toBase64(sha256(unsealed))]);
  assert.equal(splitSealedPdf(unsealed), undefined);
});

test("other programs still read the sealed file, at the same offsets", async () => {
  const pdf = await PDFDocument.load(sealed, { updateMetadata: false });
  assert.equal(pdf.getPageCount(), 1);
});

test("attachments are found byte for byte, by either form of their name", async () => {
  assert.deepEqual(findAttachments(sealed), FILES);
  const chinese = await pdfWith([{ name: "凭证.json", bytes: utf8("endstream\nendobj\n1 0 obj") }]);
  assert.deepEqual(
    findAttachments(chinese).map(({ name, bytes }) => [name, fromUtf8(bytes)]),
    [["凭证.json", "endstream\nendobj\n1 0 obj"]],
  );
  const compressed = await PDFDocument.create();
  await compressed.attach(utf8("x".repeat(100)), "receipt.json");
  assert.deepEqual(findAttachments(await compressed.save({ useObjectStreams: false })), []);
});

function assertFlipsFail(bytes: Uint8Array, step: number): void {
  for (let at = 0; at < bytes.length; at += step) {
    const copy = bytes.slice();
    copy[at]! ^= at % 2 === 0 ? 0x01 : 0x20;
    const result = verifyReceipt({ receipt: copy });
    assert.equal(result.verdict, "failed", `byte ${at}`);
    // With its first bytes changed it is no PDF any more, and fails as JSON.
    const [first] = result.steps;
    assert.deepEqual([first?.name, first?.status], [at < 5 ? "format" : "document", "failed"], `byte ${at}`);
  }
}

test("any changed byte of the PDF fails at the document", async () => {
  const unanchored = formatReceipt(without(receipt(), "proof"));
  const quick = seal(await pdfWith([{ name: RECEIPT_ATTACHMENT, bytes: unanchored }]));
  assert.equal(verify(quick).verdict, "not_anchored");
  assertFlipsFail(quick, 1);
  assertFlipsFail(sealed, 5);
});

test("anything dropped from or added to the PDF fails", () => {
  const text = Buffer.from(sealed);
  const update = Buffer.from("\n1 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n");
  const tail = text.lastIndexOf("startxref");
  const cases = [
    text.subarray(0, -1),
    text.subarray(0, -5),
    text.subarray(0, tail),
    Buffer.concat([text, Buffer.from("\n\n")]),
    Buffer.concat([text, update]),
    Buffer.concat([text, text]),
    Buffer.concat([text.subarray(0, tail), Buffer.from("%x\n"), text.subarray(tail)]),
    Buffer.concat([text.subarray(0, tail), Buffer.from("\n"), text.subarray(tail)]),
    Buffer.concat([text.subarray(0, 9), Buffer.from("%x\n"), text.subarray(9)]),
  ];
  for (const [at, bytes] of cases.entries()) {
    assert.equal(verify(new Uint8Array(bytes)).steps[0]?.status, "failed", `case ${at}`);
  }
});

test("any byte dropped from or doubled in the seal fails", () => {
  const start = new TextDecoder("latin1").decode(sealed).indexOf("%sealbook.receipt-pdf/v1");
  for (let at = start; at < sealed.length; at++) {
    const [before, after] = [sealed.subarray(0, at), sealed.subarray(at)];
    for (const bytes of [concat(before, after.subarray(1)), concat(before, after.subarray(0, 1), after)]) {
      // The line end behind %%EOF may be missing, but was sealed as it was.
      assert.equal(verifyReceipt({ receipt: bytes }).steps[0]?.status, "failed", `byte ${at}`);
    }
  }
});

test("a PDF without seal, sealed by another key, or for another record fails and says so", async () => {
  assert.deepEqual(failures(verify(unsealed)), ["document: not_sealed"]);
  assert.deepEqual(failures(verify(seal(unsealed, signer("other.example")))), ["document: signature_absent"]);
  const forger = { key: ledger.key, seed: signer("forger").seed };
  assert.deepEqual(failures(verify(seal(unsealed, forger))), ["document: signature_invalid"]);
  assert.deepEqual(failures(verify(seal(unsealed, ledger, record.id.replace("0190", "0191")))), [
    "document: id_mismatch",
  ]);
  const other = await pdfWith(FILES, "another text");
  const transplanted = insertSeal(other, splitSealedPdf(sealed)!.note);
  assert.deepEqual(failures(verify(transplanted)), ["document: digest_mismatch"]);
});

test("a second signature on the seal is refused", () => {
  const text = sealText(record.id, unsealed);
  const note = formatNote(text, [signedLine(ledger, text), signedLine(signer("other.example"), text)]);
  assert.throws(() => insertSeal(unsealed, note), RangeError);
});

test("the attached proof is the receipt's own: none missing, none other, none too many", async () => {
  const [json] = FILES as [Files[0]];
  const other = { name: PROOF_ATTACHMENT, bytes: utf8(proof().replace("index 5", "index 4")) };
  const unanchored = { name: RECEIPT_ATTACHMENT, bytes: formatReceipt(without(receipt(), "proof")) };
  for (const files of [[json], [json, other], [...FILES, other], [unanchored, other]]) {
    assert.deepEqual(failures(verify(seal(await pdfWith(files)))), ["document: proof_mismatch"]);
  }
  assert.equal(verify(seal(await pdfWith([unanchored]))).verdict, "not_anchored");
});

test("a PDF without exactly one receipt inside cannot be checked further", async () => {
  for (const files of [[], [...FILES, { name: RECEIPT_ATTACHMENT, bytes: utf8("{}") }]]) {
    const result = verify(seal(await pdfWith(files)));
    assert.deepEqual(failures(result), ["document: receipt_missing"]);
    assert.ok(result.steps.slice(1).every(({ reason }) => reason === "depends_on_failed"));
  }
  assert.deepEqual(failures(verify(utf8("%PDF-1.7\nanything"))), ["document: not_sealed"]);
});

test("a receipt that fails inside of an intact PDF fails under its own step", async () => {
  const wrong = formatReceipt(receipt({ details: "" }));
  const result = verify(seal(await pdfWith([{ name: RECEIPT_ATTACHMENT, bytes: wrong }, FILES[1]!])));
  assert.deepEqual(failures(result), ["details: digest_mismatch"]);
  const unreadable = verify(seal(await pdfWith([{ name: RECEIPT_ATTACHMENT, bytes: utf8("{}") }])));
  assert.deepEqual(
    [failures(unreadable), unreadable.steps[0]?.reason],
    [["format: wrong_fields"], "depends_on_failed"],
  );
});

test("a seal's text has one spelling and can never be read as a checkpoint", () => {
  const text = sealText(record.id, unsealed);
  assert.equal(parseSealText(text)?.recordId, record.id);
  for (const bad of [
    "",
    `${text}x\n`,
    text.slice(0, -1),
    text.replace("v1", "v2"),
    text.replace(record.id, "11"),
    text.replaceAll("\n", "\r\n"),
  ]) {
    assert.equal(parseSealText(bad), undefined);
  }
  assert.throws(() => insertSeal(unsealed, formatNote("o\n11\n", [signedLine(ledger, "o\n11\n")])), RangeError);
  assert.throws(() => insertSeal(utf8("%PDF-1.7\n"), formatNote(text, [signedLine(ledger, text)])), RangeError);
  assert.equal(sealLines("a\n\nb\n"), "%sealbook.receipt-pdf/v1\n%a\n%\n%b\n");
  assert.equal(isPdf(utf8("%PDF")), false);
});
