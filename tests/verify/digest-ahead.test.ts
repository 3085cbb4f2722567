/** Whichever code hashes a sealed PDF, WebCrypto ahead or the portable code alone, the verdict is the same. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { formatNote } from "#lib/core/log/note.ts";
import { PROOF_ATTACHMENT } from "#lib/core/receipt/receipt-file.ts";
import { insertSeal, RECEIPT_ATTACHMENT, sealText } from "#lib/core/receipt/receipt-pdf.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { digestOf, vouchForDigest } from "#lib/core/text/digest.ts";
import type { Step } from "#lib/core/verify/verification.ts";
import {
  ledger,
  noWitnessPolicy,
  proof,
  receiptBytes,
  record,
  signedLine,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verify } from "#tests/support/verify-bytes.ts";

/** What a reader of seals and attachments needs of a PDF, with its seal. */
function sealedPdf(): Uint8Array {
  const files = { [RECEIPT_ATTACHMENT]: new TextDecoder().decode(receiptBytes), [PROOF_ATTACHMENT]: proof() };
  const objects = Object.entries(files).map(
    ([name, text], at) =>
      `\n${2 * at + 1} 0 obj\n<<\n/Type /EmbeddedFile\n/Length ${utf8(text).length}\n>>\nstream\n${text}\nendstream\nendobj\n` +
      `\n${2 * at + 2} 0 obj\n<<\n/Type /Filespec\n/F (${name})\n/EF <<\n/F ${2 * at + 1} 0 R\n>>\n>>\nendobj\n`,
  );
  const unsealed = utf8(`%PDF-1.7\n${objects.join("")}startxref\n9\n%%EOF\n`);
  const text = sealText(record.id, unsealed);
  return insertSeal(unsealed, formatNote(text, [signedLine(ledger, text)]));
}

/** One that says something else than what was sealed. */
function changed(): Uint8Array {
  const bytes = sealedPdf();
  bytes["%PDF-1.".length] = "4".charCodeAt(0);
  return bytes;
}

async function documentStep(receipt: Uint8Array): Promise<Step | undefined> {
  const { steps } = await verify({ receipt, policy: noWitnessPolicy });
  return steps.find(({ name }) => name === "document");
}

test("a PDF holds, and one that was changed fails with its digest, by WebCrypto and without", async () => {
  const digests = mock.method(crypto.subtle, "digest");
  const [whole, bent] = [await documentStep(sealedPdf()), await documentStep(changed())];
  assert.equal(digests.mock.callCount(), 2);
  digests.mock.restore();
  assert.equal(whole?.status, "ok");
  assert.equal(bent?.reason, "digest_mismatch");
  const ignorant = mock.method(crypto.subtle, "digest", () => Promise.reject(new Error("NotSupportedError")));
  assert.deepEqual([await documentStep(sealedPdf()), await documentStep(changed())], [whole, bent]);
  assert.equal(ignorant.mock.callCount(), 2);
  ignorant.mock.restore();
});

test("where WebCrypto finds another digest than is stated, the portable code decides", async () => {
  const wrong = mock.method(crypto.subtle, "digest", async () => new ArrayBuffer(32));
  assert.equal((await documentStep(sealedPdf()))?.status, "ok");
  assert.equal(wrong.mock.callCount(), 1);
  wrong.mock.restore();
});

test("a digest is vouched for only as it was stated, and for those very bytes", () => {
  const [bytes, others] = [utf8("some"), utf8("some")];
  const zeros = new Uint8Array(32);
  vouchForDigest(bytes, { stated: sha256(bytes), platform: zeros });
  assert.deepEqual(digestOf(bytes), sha256(bytes));
  vouchForDigest(bytes, { stated: zeros, platform: zeros });
  assert.deepEqual(digestOf(bytes), zeros);
  assert.deepEqual(digestOf(others), sha256(others));
});
