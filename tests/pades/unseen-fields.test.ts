/** What is filled in and signed is what is seen: fields that nobody sees, that show something else, or that only sound like a strip are refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { finishForm } from "#lib/pades/finish-form.ts";
import type { Preparation } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { FIELDS, sign } from "./finished-pdf.ts";
import { plainPdf } from "./plain-pdf.ts";
import { contract, newSigner, PICTURE } from "./sealed-pdf.ts";

const signer = newSigner();
const refuses = (code: string, work: () => Promise<unknown>, name = code) =>
  assert.rejects(work, (error) => error instanceof PdfRefused && error.code === code, name);
const LOOKS = "<< /Type /XObject /Subtype /Form /BBox [0 0 100 20] /Length 0 >>\nstream\n\nendstream";
const WIDGET = "/Type /Annot /Subtype /Widget /P 3 0 R";

/** Two pages; on the first, field 5 for the signature, and the fields 6 and 7. */
function form({
  sig = "/F 4",
  six,
  seven = "<< /A 1 >>",
  listed = "5 0 R 6 0 R 7 0 R",
  entries = "",
  catalog = "",
}: {
  sig?: string;
  six?: string;
  seven?: string;
  listed?: string;
  entries?: string;
  catalog?: string;
}): Uint8Array {
  const page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 300 200]";
  return plainPdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} /AcroForm << /Fields [5 0 R 6 0 R 7 0 R] ${entries} >> >>`,
    "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
    `<< ${page} /Annots [${listed}] >>`,
    `<< ${page} >>`,
    `<< ${WIDGET} /FT /Sig /T (S) /Rect [150 20 250 100] ${sig} >>`,
    six ?? `<< ${WIDGET} /FT /Tx /T (A) /Rect [20 20 120 40] /F 4 /AP << /N 8 0 R >> >>`,
    seven,
    LOOKS,
  ]);
}
const filled = (pdf: Uint8Array, wanted: Partial<Preparation> = {}) =>
  sign(pdf, signer, { place: { by: "field", name: "S" }, fills: [{ name: "A", value: "1" }], ...wanted });
const text = (entries: string) => `<< ${WIDGET} /FT /Tx /T (A) /Rect [20 20 120 40] ${entries} /AP << /N 8 0 R >> >>`;
const box = (states: string, flags = 0) =>
  `<< ${WIDGET} /FT /Btn /T (A) /Ff ${flags} /V /Off /AS /Off /Rect [20 20 40 40] /F 4 /AP << /N << ${states} >> >> >>`;

describe("a field that is filled in", () => {
  it("is seen, on the page that it names, and shows its value", async () => {
    await filled(form({}));
    await refuses("pdf_field_unknown", () => filled(form({ six: text("/F 6") })), "hidden");
    await refuses("pdf_field_unknown", () => filled(form({ six: text("/F 36") })), "not viewed");
    await refuses("pdf_field_unknown", () => filled(form({ listed: "5 0 R 7 0 R" })), "on no page");
    await refuses("pdf_field_unknown", () => filled(form({ six: text("/F 4 /RV (other)") })), "rich text");
    await refuses("pdf_form_unfinished", () => filled(form({ entries: "/NeedAppearances true" })));
  });

  it("is a box with the two states that ours have", async () => {
    const check = { fills: [{ name: "A", value: true }] };
    await filled(form({ six: box("/Yes 8 0 R /Off 8 0 R") }), check);
    await refuses("pdf_field_unknown", () => filled(form({ six: box("/On 8 0 R /Off 8 0 R") }), check));
    await refuses(
      "pdf_field_unknown",
      () => filled(form({ six: box("/Yes 8 0 R /Off 8 0 R", 1 << 15) }), check),
      "radio",
    );
  });

  it("takes a hand that draws something", async () => {
    const hand = { hand: { by: "strokes", strokes: [] as [number, number][][] }, captions: [] } as const;
    await refuses("pdf_field_unknown", () => filled(form({}), { fills: [], hand, picture: undefined }));
    const named = { hand: { by: "name", name: "Li" }, captions: ["x".repeat(200)] } as const;
    await refuses("pdf_text_too_long", () => filled(form({}), { fills: [], hand: named, picture: undefined }));
  });
});

describe("a field that is signed in", () => {
  it("is seen where it has a size", async () => {
    const nothing = { fills: [], picture: PICTURE };
    await filled(form({}), nothing);
    await refuses("pdf_field_unknown", () => filled(form({ sig: "/F 34" }), nothing));
    await refuses("pdf_field_unknown", () => filled(form({ listed: "6 0 R 7 0 R" }), nothing));
  });

  it("has strips where places for strips were made, and nowhere else", async () => {
    const named = (number: number, entries: string) => `<< ${WIDGET} /T (S-edge-${number}) ${entries} /F 4 >>`;
    const both = (entries: string) => form({ six: named(1, entries), seven: named(2, entries) });
    const strips = { fills: [], picture: PICTURE, strips: true };
    await refuses("pdf_field_unknown", () => filled(both("/FT /Tx /Rect [10 10 290 190]"), strips));
    await refuses("pdf_field_unknown", () => filled(both("/FT /Btn /Ff 1 /Rect [10 10 20 20]"), strips));
    const [first] = FIELDS;
    assert.ok(first);
    const fields = [{ ...first, name: "S-edge-1" }];
    await refuses("pdf_field_doubled", async () => finishForm(await contract(), { fields }));
  });
});

it("a document that changes by itself is not signed", async () => {
  const script = form({ catalog: "/OpenAction << /S /JavaScript /JS (1) >>" });
  await refuses("pdf_active", () => filled(script, { fills: [] }));
  const later = form({ seven: "<< /Kids [<< /AA << /F << /S /JavaScript >> >> >>] >>" });
  await refuses("pdf_active", () => filled(later, { fills: [] }));
  const elsewhere = form({ seven: "<< /F (page.txt) /Length 0 >>\nstream\n\nendstream" });
  await refuses("pdf_active", () => filled(elsewhere, { fills: [] }));
});
