/** A seal adds itself: what it would take away or change beside that is refused, and so is what an earlier signer forbade. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Increment } from "#lib/pades/increment.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { writtenNumber } from "#lib/pades/write-values.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import type { PdfDict, PdfValue } from "#lib/pdf/read/values.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { packedPage, pageWith, plainPdf, withPage, withSignature } from "./plain-pdf.ts";
import { contract, newSigner, ROOT, seal } from "./sealed-pdf.ts";

const signer = newSigner();
const onPage = { by: "position", page: 1, x: 100, y: 50 } as const;
const refuses = (code: string, work: () => Promise<unknown>, what = code) =>
  assert.rejects(work, (error) => error instanceof PdfRefused && error.code === code, what);
const isValid = async (pdf: Uint8Array) =>
  (await verifyPdfSignatures(pdf, { anchors: [ROOT], authorities: [] }))?.headline === "valid";

describe("an object that is written anew", () => {
  it("keeps its numbers to the last digit", async () => {
    const box = [0, 0, 595.275590551181, 841.889763779528];
    const pdf = pageWith({ page: `/CropBox [${box.join(" ")}] /Small .0000001 /Large 123456789012` });
    const sealed = await seal(pdf, signer, { place: onPage });
    const page = (await readDocument(sealed)).objects.get(3)?.value as PdfDict;
    assert.deepEqual([page.get("CropBox"), page.get("Small"), page.get("Large")], [box, 1e-7, 123456789012]);
    assert.ok(page.has("Annots"), "it was written anew");
    assert.ok(await isValid(sealed));
    for (const number of [1e-7, -1.25e-9, 1e21, 1.5e22, 0.1, -3, 283.46456692913387]) {
      assert.equal(Number(writtenNumber(number)), number);
      assert.doesNotMatch(writtenNumber(number), /e/);
    }
  });

  it("loses nothing: what would be lost is refused by name", async () => {
    const stream = "<< /Fields [] /Length 4 >>\nstream\nBT\n\nendstream";
    const kept = { page: "/A (a\\)b) /B <4142> /C#20D [true null 1. -.5] /Contents 9 0 R" };
    assert.ok(await isValid(await seal(pageWith(kept), signer, { place: onPage })));
    const lost: Record<string, Parameters<typeof pageWith>[0]> = {
      "a stream": { form: stream },
      "a name twice": { page: "/Rotate 90 /Rotate 0" },
      "a name twice, deeper": { page: "/Resources << /XObject << /A 1 0 R /A 2 0 R >> >>" },
      "a reference of another generation": { page: "/Contents 4 1 R" },
      "a stray token": { page: "/Contents 4 0 R 7" },
      "a word that is no value": { page: "/Rotate abc" },
      "a number that goes on": { page: "/UserUnit 1.2.3" },
      "a number beyond 2^53": { page: "/StructParents 9007199254740993" },
      "a string with a line end": { page: "/A (one\rtwo)" },
      "a string that is no hexadecimal": { page: "/A <4x>" },
      "a list left open": { page: "/A [1 2" },
      "more behind it": { annotations: "[] []", page: "/Annots 5 0 R" },
      "a name twice in a form": { form: "<< /Fields [] /DA (a) /DA (b) >>" },
    };
    for (const [what, given] of Object.entries(lost))
      await refuses("pdf_ambiguous", () => seal(pageWith(given), signer, { place: onPage }), what);
  });

  it("is asked for as strictly where it stands in an object stream", async () => {
    assert.ok(await isValid(await seal(packedPage("/Mark 1"), signer, { place: onPage })));
    await refuses("pdf_ambiguous", () => seal(packedPage("/Mark 1 /Mark 2"), signer, { place: onPage }));
  });

  it("is no list that another page has as well: a seal on one page would be on both", async () => {
    const page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots 5 0 R >>";
    const shared = plainPdf([
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
      ...[page, page, "[]"],
    ]);
    await refuses("pdf_ambiguous", () => seal(shared, signer, { place: onPage }));
  });
});

describe("on what came signed", () => {
  const drawn = (increment: Increment): [string, PdfValue][] => {
    const note = new Map<string, PdfValue>([
      ["Type", { name: "Annot" }],
      ["Subtype", { name: "FreeText" }],
      ["Rect", [10, 10, 300, 300]],
    ]);
    return [["Annots", [increment.add(note)]]];
  };

  it("nothing is sealed over what an earlier signer forbade already", async () => {
    const signed = await seal(await contract(), signer);
    assert.ok(await isValid(await seal(signed, signer, { place: onPage })));
    const altered = await withPage(signed, drawn);
    await refuses("pdf_certified", () => seal(altered, signer, { place: onPage }));
  });

  it("nothing is sealed where what came behind an earlier signature is not read strictly", async () => {
    const signed = await seal(pageWith({ page: "/Annots 5 0 R" }), signer);
    const later = await withPage(signed, () => [["LastModified", { bytes: Buffer.from("D:20260101000000Z") }]]);
    assert.ok(await isValid(await seal(later, signer, { place: onPage })));
    const text = Buffer.from(later).toString("latin1");
    const at = text.lastIndexOf("/Prev");
    const odd = Buffer.from(`${text.slice(0, at)}/Odd 1 ${text.slice(at)}`, "latin1");
    await refuses("pdf_ambiguous", () => seal(odd, signer, { place: onPage }));
  });

  it("nothing is sealed behind more signatures than are checked", async () => {
    let pdf = pageWith({});
    for (let count = 0; count < 24; count++) {
      if (count === 3) assert.ok(await seal(pdf, signer), "three are checked, good or not");
      pdf = await withSignature(pdf);
    }
    await refuses("pdf_ambiguous", () => seal(pdf, signer));
  });
});
