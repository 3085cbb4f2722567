/** Words onto which a seal is put are words that a reader sees, each by its number. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findAll, findKeyword } from "#lib/pades/keyword.ts";
import { plainPdf } from "./plain-pdf.ts";

const stream = (content: string) => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
/** A page of 300 by 200 points, of which what lies within 10 points of its edges is not shown. */
const paper = (content: string, form = "") =>
  plainPdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /CropBox [10 10 290 190] /Contents 4 0 R /Resources " +
      "<< /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
    stream(content),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    `<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Matrix [1 0 0 1 50 0] /Resources << /Font << /F 5 0 R >> >> /Length ${form.length} >>\nstream\n${form}\nendstream`,
  ]);
const at = (x: number, y: number, words = "Seal", more = "") =>
  `BT /F 10 Tf ${more} 1 0 0 1 ${x} ${y} Tm (${words}) Tj ET\n`;
const all = async (pdf: Uint8Array) =>
  (await findAll(pdf, "Seal")).found.map(({ x, y }) => [Math.round(x), Math.round(y)]);

describe("words on a page", () => {
  it("that nobody sees are none: unpainted, clipped away, outside the page or beyond what is shown of it", async () => {
    const hidden = [at(50, 100, "Seal", "3 Tr"), at(60, 90, "Seal", "7 Tr"), at(400, 50), at(50, -20), at(50, 3)].join(
      "",
    );
    await assert.rejects(findAll(paper(hidden), "Seal"), { code: "pdf_keyword_absent" });
    // What is seen counts whatever stands before it: the mode is the graphics state's.
    const mixed = `q ${at(50, 100, "Seal", "3 Tr")} Q ${at(100, 100)}`;
    assert.deepEqual(await all(paper(mixed)), [[110, 104]]);
  });

  it("stand where they are drawn: moved, scaled, turned, in a form, letter by letter", async () => {
    const moved = "BT /F 10 Tf 50 100 Td 14 TL (Other) Tj T* (Seal) Tj ET\n";
    assert.deepEqual(await all(paper(moved)), [[60, 90]]);
    assert.deepEqual(await all(paper(`q 2 0 0 2 0 0 cm ${at(50, 40)} Q`)), [[120, 87]]);
    assert.deepEqual(await all(paper("BT /F 10 Tf 0 1 -1 0 100 50 Tm (Seal) Tj ET")), [[97, 60]]);
    assert.deepEqual(await all(paper("/X Do", at(50, 100))), [[110, 104]]);
    const single = `BT /F 10 Tf 1 0 0 1 50 100 Tm [(S) -500 (e) 0 (a)] TJ ET ${at(76, 100, "l")}`;
    assert.deepEqual(await all(paper(single)), [[64, 104]]);
  });

  it("are told with what stands around them, and taken by number, the first or the last", async () => {
    const pdf = paper([at(50, 150, "Lender: Seal here"), at(50, 100, "Borrower: Seal there")].join(""));
    const { found, more } = await findAll(pdf, "Seal");
    assert.deepEqual(
      found.map(({ before, words, after }) => [before, words, after]),
      [
        ["Lender:", "Seal", "hereBorrower:Sealthere"],
        ["Lender:SealhereBorrower:", "Seal", "there"],
      ],
    );
    assert.equal(more, false);
    const y = async (which: "first" | "last" | number) =>
      Math.round((await findKeyword(pdf, { keyword: "Seal", which })).y);
    assert.deepEqual([await y("first"), await y("last"), await y(1), await y(2)], [154, 104, 154, 104]);
    await assert.rejects(y(3), { code: "pdf_keyword_absent" });
  });
});
