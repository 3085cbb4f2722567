/** A document is prepared so that nothing that was there before changes, earlier signatures hold, and what cannot be signed is refused by name. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PDFDocument, PDFString } from "pdf-lib";
import { findKeyword } from "#lib/pades/keyword.ts";
import { complete, coveredDigest, findPrepared, prepare, readSignable } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { SHA256 } from "#lib/pki/oids.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { makeSigner, signedPdf } from "#tests/verify/pdf/signed-pdf.ts";
import { contract, newSigner, PICTURE, ROOT, seal } from "./sealed-pdf.ts";

const TRUSTED = { anchors: [ROOT], authorities: [] };
const onPage = { by: "position", page: 1, x: 100, y: 50 } as const;
const refuses = (code: string, work: () => Promise<unknown>) =>
  assert.rejects(work, (error) => error instanceof PdfRefused && error.code === code, code);

describe("what is sealed", () => {
  for (const kind of ["rsa-sha256", "rsa-pss-sha256", "ecdsa-sha256", "ed25519"] as const) {
    it(`holds, signed by ${kind}, in both kinds of files`, async () => {
      for (const packed of [false, true]) {
        const before = await contract({ packed, form: true });
        const sealed = await seal(before, newSigner(kind), { place: onPage });
        assert.deepEqual(sealed.subarray(0, before.length), before, "the document stays, byte for byte");
        const report = await verifyPdfSignatures(sealed, TRUSTED);
        assert.equal(report?.headline, "valid");
        assert.deepEqual(report?.signatures[0]?.profile, []);
        assert.equal(report?.signatures[0]?.coversTo, sealed.length);
        const other = Uint8Array.from(sealed);
        other[30] = (other[30] ?? 0) ^ 1;
        assert.notEqual((await verifyPdfSignatures(other, TRUSTED))?.headline, "valid");
      }
    });
  }

  it("holds a second time: the first signature stays good, with the second named as what came after it", async () => {
    for (const packed of [false, true]) {
      const once = await seal(await contract({ pages: 3, packed }), newSigner(), { place: onPage, strips: true });
      const twice = await seal(once, newSigner("rsa-sha256"), { place: { ...onPage, page: -1 } });
      const report = await verifyPdfSignatures(twice, TRUSTED);
      assert.equal(report?.headline, "valid");
      assert.deepEqual(
        report?.signatures.map(({ changes }) => changes),
        [
          { kinds: ["signature"], forbidden: [] },
          { kinds: [], forbidden: [] },
        ],
      );
      await refuses("pdf_signed_before", () => seal(once, newSigner(), { strips: true }));
    }
  });

  it("on what came signed and certified is one new signature where the certification permits it, and nothing where not", async () => {
    const other = makeSigner("Customer");
    try {
      for (const certifies of [undefined, 2, 3] as const) {
        const came = signedPdf(other, certifies ? { certifies } : {});
        const sealed = await seal(came, newSigner(), { place: { ...onPage, x: 10, y: 5 } });
        const report = await verifyPdfSignatures(sealed, { ...TRUSTED, anchors: [ROOT, other.certificate] });
        assert.equal(report?.headline, "valid", `certified ${certifies}`);
      }
      await refuses("pdf_certified", () => seal(signedPdf(other, { certifies: 1 }), newSigner()));
    } finally {
      other.remove();
    }
  });

  it("fills a field that waits for it, with nothing new beside it, and no other field", async () => {
    const waiting = await withField();
    const sealed = await seal(waiting, newSigner(), { place: { by: "field", name: "Bank" } });
    const [signature] = (await verifyPdfSignatures(sealed, TRUSTED))?.signatures ?? [];
    assert.equal(signature?.field, "Bank");
    assert.equal((await readDocument(sealed)).objects.size, (await readDocument(waiting)).objects.size + 3);
    await refuses("pdf_field_unknown", () => seal(waiting, newSigner(), { place: { by: "field", name: "Customer" } }));
    await refuses("pdf_field_taken", () => seal(sealed, newSigner(), { place: { by: "field", name: "Bank" } }));
  });

  it("is put onto words, the first or the last of them, blanks or not", async () => {
    const pdf = await contract({ pages: 2 });
    const first = await findKeyword(pdf, { keyword: "(Sealhere)", which: "first" });
    assert.equal(first.page, 1);
    assert.ok(Math.abs(first.x - 330) < 2 && Math.abs(first.y - 204) < 2, JSON.stringify(first));
    assert.equal((await findKeyword(pdf, { keyword: "Seal here", which: "last" })).page, 2);
    await refuses("pdf_keyword_absent", () => findKeyword(pdf, { keyword: "盖章处", which: "last" }));
  });
});

describe("a digest alone", () => {
  it("is enough: what was prepared is found again, and completed once", async () => {
    const signer = newSigner();
    const prepared = await prepare(await readSignable(await contract()), {
      ...{ place: onPage, picture: PICTURE, name: "Bank", at: new Date(), reserveBytes: 4_096 },
    });
    const found = await findPrepared(prepared.pdf);
    assert.deepEqual(found.byteRange, prepared.byteRange);
    assert.deepEqual(coveredDigest(found, SHA256), coveredDigest(prepared, SHA256));
    assert.throws(() => complete(found, new Uint8Array(4_097)), { code: "pdf_signature_too_long" });
    const sealed = await seal(await contract(), signer);
    await refuses("pdf_malformed", () => findPrepared(sealed));
    await refuses("pdf_malformed", async () => findPrepared(await contract()));
  });
});

describe("what is not signed", () => {
  it("is named: not a PDF, cut off, encrypted, XFA, too large, outside of the page, one page for strips", async () => {
    const pdf = await contract();
    await refuses("pdf_malformed", () => readSignable(new TextEncoder().encode("a letter")));
    await refuses("pdf_malformed", () => seal(pdf.subarray(0, pdf.length - 30), newSigner()));
    await refuses("pdf_too_large", () => readSignable(new Uint8Array(33 * 1024 * 1024)));
    await refuses("pdf_place_outside", () => seal(pdf, newSigner(), { place: { ...onPage, x: 200 } }));
    await refuses("pdf_place_outside", () => seal(pdf, newSigner(), { place: { ...onPage, page: 2 } }));
    await refuses("pdf_strips_one_page", () => seal(pdf, newSigner(), { strips: true }));
    const text = (document: Uint8Array) => Buffer.from(document).toString("latin1");
    const changed = (from: RegExp, to: (found: string) => string) => Buffer.from(text(pdf).replace(from, to), "latin1");
    await refuses("pdf_encrypted", () =>
      readSignable(changed(/\/Size/, () => "/Encrypt << /Filter /Standard >>\n/Size")),
    );
    const form = "/AcroForm << /Fields [] /XFA (x) >> /Type /Catalog";
    await refuses("pdf_xfa", () => readSignable(changed(/\/Type \/Catalog/, () => form)));
    await refuses("pdf_without_pages", () =>
      readSignable(changed(/\/Kids \[[^\]]*\]/, (found) => "/Kids [ ]".padEnd(found.length))),
    );
  });
});

async function withField(): Promise<Uint8Array> {
  const document = await PDFDocument.load(await contract());
  const page = document.getPage(0);
  const { context } = document;
  const widget = context.register(
    context.obj({
      Type: "Annot",
      Subtype: "Widget",
      FT: "Sig",
      T: PDFString.of("Bank"),
      Rect: [300, 100, 400, 160],
      P: page.ref,
      F: 4,
    }),
  );
  document.getForm().acroForm.addField(widget);
  page.node.addAnnot(widget);
  return await document.save({ useObjectStreams: false });
}
