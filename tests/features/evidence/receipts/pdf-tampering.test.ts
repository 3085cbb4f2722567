import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concat, utf8 } from "#lib/core/text/bytes.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import { sampleReceipt, sign } from "./pdf-samples.ts";

/** Outside the seal and the attachments every so many-th byte is tried. */
const STRIDE = 17;

const receipt = sampleReceipt();
const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl: "https://evidence.example.com", sign });
const haystack = Buffer.from(pdf);

function span(start: string, end: string): number[] {
  const from = haystack.indexOf(start);
  const to = haystack.indexOf(end, from);
  assert.ok(from > 0 && to > from);
  return Array.from({ length: to + end.length - from }, (_, index) => from + index);
}

function failedSteps(bytes: Uint8Array): string[] {
  return verifyReceipt({ receipt: bytes })
    .steps.filter(({ status }) => status === "failed")
    .map(({ name }) => name);
}

describe("a sealed PDF in which anything was changed fails", () => {
  const places = {
    "in the seal": span("%sealbook.receipt-pdf/v1", "%%EOF"),
    "in receipt.json": span('{"details"', '"timestamps":[]}'),
    "in receipt.tlog-proof": span("c2sp.org/tlog-proof@v1\nindex", "\nendstream"),
    "anywhere else": Array.from({ length: Math.floor(pdf.length / STRIDE) }, (_, index) => index * STRIDE),
  };
  for (const [where, positions] of Object.entries(places)) {
    it(`one bit flipped ${where}`, () => {
      assert.ok(positions.length > 10);
      for (const position of positions) {
        const bent = pdf.slice();
        bent[position] = (bent[position] ?? 0) ^ (1 << (position % 8));
        const failed = failedSteps(bent);
        assert.ok(failed.includes("document") || failed.includes("format"), `byte ${position}: ${failed}`);
      }
    });
  }

  it("bytes added, dropped or repeated at either end, or in the middle", () => {
    const middle = pdf.length >> 1;
    const variants = [
      pdf.slice(0, -1),
      pdf.slice(0, -8),
      pdf.slice(1),
      concat(pdf, utf8("\n")),
      concat(pdf, utf8("%comment\n")),
      concat(pdf, pdf),
      concat(pdf.slice(0, middle), utf8(" "), pdf.slice(middle)),
    ];
    for (const variant of variants) assert.notDeepEqual(failedSteps(variant), []);
  });

  it("the seal taken from another record's PDF", async () => {
    const other = sampleReceipt({ name: "other.pdf" });
    const url = "https://evidence.example.com";
    const stranger = Buffer.from(await renderReceiptPdf({ receipt: other, locale: "en", publicUrl: url, sign }));
    const sealOf = (bytes: Buffer) =>
      bytes.subarray(bytes.indexOf("%sealbook.receipt-pdf/v1"), bytes.lastIndexOf("startxref"));
    const before = haystack.subarray(0, haystack.indexOf("%sealbook.receipt-pdf/v1"));
    const after = haystack.subarray(haystack.lastIndexOf("startxref"));
    assert.deepEqual(failedSteps(concat(before, sealOf(haystack), after)), []);
    assert.deepEqual(failedSteps(concat(before, sealOf(stranger), after)), ["document"]);
    assert.deepEqual(failedSteps(concat(before, after)), ["document"]);
  });
});
