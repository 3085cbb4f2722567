/** A document that was finished before the first signature takes all of its parties: each later save sets values and looks, and forbids none of the earlier signatures. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PDFDocument } from "pdf-lib";
import { finishForm } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { isString, textOf } from "#lib/pdf/read/values.ts";
import { formOf, readFields } from "#lib/verify/pdf/form.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { BANK, BORROWER, FIELDS, finished, GUARANTOR, sign } from "./finished-pdf.ts";
import { pageWith } from "./plain-pdf.ts";
import { contract, newSigner, PICTURE, ROOT, seal } from "./sealed-pdf.ts";

const TRUSTED = { anchors: [ROOT], authorities: [] };
const signer = newSigner();
const refuses = (code: string, work: () => Promise<unknown>) =>
  assert.rejects(work, (error) => error instanceof PdfRefused && error.code === code, code);
const [NAME] = FIELDS as readonly [FormField];
const withFields = async (...fields: FormField[]) => finishForm(await contract(), { fields });

describe("a finished document", () => {
  for (const options of [{}, { packed: true, turned: 90, cropped: true }, { form: true, turned: 270 }]) {
    it(`is signed by all of its parties, each signature good to the end: ${JSON.stringify(options)}`, async () => {
      const blank = await finished(options);
      const one = await sign(blank, signer, BORROWER);
      const two = await sign(one, signer, GUARANTOR);
      const three = await sign(two, signer, { ...BANK, picture: PICTURE });
      assert.deepEqual(three.subarray(0, blank.length), blank, "what went out stays, byte for byte");
      const report = await verifyPdfSignatures(three, TRUSTED);
      assert.equal(report?.headline, "valid");
      assert.deepEqual(
        report?.signatures.map(({ field, changes }) => [field, changes]),
        [
          ["borrower-sign", { kinds: ["signature", "form_fill"], forbidden: [] }],
          ["guarantor-sign", { kinds: ["signature", "form_fill"], forbidden: [] }],
          ["bank-seal", { kinds: [], forbidden: [] }],
        ],
      );
      const values = new Map(
        readFields(await readDocument(three)).map(({ name, value }) => [
          name,
          isString(value ?? null) ? textOf(value as never) : value,
        ]),
      );
      assert.equal(values.get("borrower-name"), "张𠮷 홍길동 Ελένη");
      assert.deepEqual(values.get("agreed"), { name: "Yes" });
      assert.ok(values.get("bank-seal-edge-3"));
    });
  }

  it("has complete defaults, and asks no reader to draw its fields anew", async () => {
    const document = await readDocument(await finished());
    const form = formOf(document);
    assert.ok(form?.has("DA") && form.has("DR") && !form.has("NeedAppearances"), "complete");
    assert.equal(form?.get("SigFlags"), 3);
    for (const { name, dict, type } of readFields(document)) {
      assert.ok(dict.has("AP") && dict.has("MK") && dict.has("TU"), name);
      assert.ok(type === "Sig" || dict.has("DA"), name);
    }
  });

  it("keeps what a party filled in once it signed: nobody fills it in again, or another's field with it", async () => {
    const one = await sign(await finished(), signer, BORROWER);
    const again = { ...GUARANTOR, fills: [{ name: "amount", value: "1" }] };
    await refuses("pdf_field_taken", () => sign(one, signer, again));
    await refuses("pdf_field_taken", () => sign(one, signer, BORROWER));
    const left = { ...BORROWER, fills: [] };
    const empty = await sign(await finished(), signer, left);
    await refuses("pdf_certified", () => sign(empty, signer, again));
  });
});

describe("what is not finished, or not filled in", () => {
  it("is named", async () => {
    await refuses("pdf_place_outside", () => withFields({ ...NAME, x: 200 }));
    await refuses("pdf_place_outside", () => withFields({ ...NAME, page: 2 }));
    await refuses("pdf_field_doubled", () => withFields(NAME, NAME));
    await refuses("pdf_field_doubled", () => withFields({ ...NAME, name: "a.b" }));
    const own = await contract({ form: true });
    await refuses("pdf_field_doubled", () => finishForm(own, { fields: [{ ...NAME, name: "Place" }] }));
    const unfinished = pageWith({ form: "<< /Fields [] /NeedAppearances true >>" });
    await refuses("pdf_form_unfinished", () => finishForm(unfinished, { fields: [NAME] }));
    const signed = await seal(await contract(), signer);
    await refuses("pdf_signed_before", () => finishForm(signed, { fields: [NAME] }));
    const edges = [{ field: "amount", width: 30, height: 30 }];
    await refuses("pdf_field_unknown", async () => finishForm(await contract(), { fields: FIELDS.slice(0, 2), edges }));
  });

  it("is a value that its field does not take", async () => {
    const pdf = await finished();
    const fill = (name: string, value: string | boolean) =>
      sign(pdf, signer, { ...BORROWER, fills: [{ name, value }] });
    await refuses("pdf_field_unknown", () => fill("nothing", "1"));
    await refuses("pdf_field_unknown", () => fill("term", "36"));
    await refuses("pdf_field_unknown", () => fill("agreed", "yes"));
    await refuses("pdf_field_unknown", () => fill("guarantor-sign", "x"));
    await refuses("pdf_text_too_long", () => fill("borrower-name", "长".repeat(200)));
    await refuses("pdf_letters_missing", () => fill("borrower-name", "\u{1f642}"));
  });
});

it("what a form holds of its own is as it was", async () => {
  const pdf = await finished({ form: true });
  const document = await PDFDocument.load(pdf);
  assert.ok(document.getForm().getTextField("Place"));
  assert.ok(document.getForm().getTextField("amount"));
});
