/** Signatures of PDFs: what holds, what was done afterwards, and that nothing which changes what is seen passes as harmless. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readDocument } from "#lib/pdf/read/document.ts";
import { readSaves } from "#lib/verify/pdf/saves.ts";
import { isReadAlike } from "#lib/verify/pdf/structure.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { flate, makeSigner, PAGE, type Row, type Signer, saved, savedPacked, signedPdf, stream } from "./signed-pdf.ts";

const COMMENT = "<< /Type /Annot /Subtype /Text /Rect [0 0 20 20] /Contents (Seen) /P 3 0 R >>";

describe("a PDF that somebody signed", { skip: OPENSSL_MISSING }, () => {
  let signer: Signer;
  let pdf: Buffer;
  before(() => {
    signer = makeSigner("A customer");
    pdf = signedPdf(signer);
  });
  after(() => signer.remove());

  /** Headline, and of the first signature integrity, kinds of changes, and what is forbidden. */
  async function found(bytes: Uint8Array, anchors: readonly Uint8Array[] = [signer.certificate]) {
    const report = await verifyPdfSignatures(new Uint8Array(bytes), { anchors, authorities: [] });
    const [first] = report?.signatures ?? [];
    const integrity = first && ("reason" in first.integrity ? first.integrity.reason : first.integrity.status);
    return [
      report?.headline,
      integrity,
      first?.changes.kinds.join(),
      first?.changes.forbidden.map(({ by }) => by).join(),
    ];
  }

  it("is valid where the reader lets its signer's certificate count, and says whose it is", async () => {
    assert.deepEqual(await found(pdf), ["valid", "ok", "", ""]);
    assert.deepEqual(await found(pdf, []), ["untrusted", "ok", "", ""]);
    const other = makeSigner("A customer");
    assert.deepEqual(await found(pdf, [other.certificate]), ["untrusted", "ok", "", ""]);
    other.remove();
    const report = await verifyPdfSignatures(new Uint8Array(pdf), { anchors: [], authorities: [] });
    const [{ signer: named, field, coversTo } = {} as never] = report?.signatures ?? [];
    assert.deepEqual([named?.name, field, coversTo], ["A customer", "Signer", pdf.length]);
  });

  it("is broken when a byte of it is another one, or the signature covers less than all", async () => {
    const changed = Buffer.from(pdf);
    changed.write("900", changed.indexOf("100)"), "latin1");
    assert.deepEqual((await found(changed)).slice(0, 2), ["broken", "digest_mismatch"]);
    const narrower = Buffer.from(pdf);
    const range = narrower.indexOf("/ByteRange");
    const text = narrower.subarray(range, range + 60).toString("latin1");
    const [, last = ""] = /(\d+)\]/.exec(text) ?? [];
    narrower.write(text.replace(`${last}]`, `${Number(last) - 9}]`), range, "latin1");
    assert.deepEqual((await found(narrower)).slice(0, 2), ["broken", "range_wrong"]);
    const empty = Buffer.from(pdf);
    const at = empty.indexOf("/Contents <") + 11;
    empty.fill("0", at, at + 8_192, "latin1");
    assert.deepEqual((await found(empty)).slice(0, 2), ["broken", "contents_malformed"]);
  });

  it("may be commented on and filled in afterwards, which is told", async () => {
    const annots = (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>");
    assert.deepEqual(await found(saved(pdf, { 3: annots, 10: COMMENT })), ["valid", "ok", "annotation", ""]);
    const filled = (PAGE[8] ?? "").replace("/AP << /N 9 0 R >>", "/V (Here) /AP << /N 10 0 R >>");
    const shown = stream("BT (Here) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 100 20]");
    assert.deepEqual(await found(saved(pdf, { 8: filled, 10: shown })), ["valid", "ok", "form_fill", ""]);
    assert.deepEqual(await found(saved(pdf, { 10: "<< /Producer (Editor) >>" }, "/Info 10 0 R")), [
      ...["valid", "ok", "metadata", ""],
    ]);
  });

  it("is told the same of what was saved in object streams", async () => {
    const annots = (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>");
    const filled = (PAGE[8] ?? "").replace("/AP << /N 9 0 R >>", "/V (Here) /AP << /N 10 0 R >>");
    const shown = stream("BT (Here) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 100 20]");
    const commented = savedPacked(pdf, { 3: annots, 10: COMMENT });
    assert.deepEqual(await found(commented), ["valid", "ok", "annotation", ""]);
    assert.deepEqual(await found(savedPacked(pdf, { 8: filled, 10: shown })), ["valid", "ok", "form_fill", ""]);
    const otherPage = (PAGE[3] ?? "").replace("4 0 R", "10 0 R");
    const text = stream("BT /F 12 Tf 20 150 Td (I owe 900) Tj ET");
    assert.deepEqual(await found(savedPacked(pdf, { 3: otherPage, 10: text })), ["altered", "ok", "other", "content"]);
    const pages = { 2: "<< /Type /Pages /Kids [3 0 R 10 0 R] /Count 2 >>", 10: PAGE[3] ?? "" };
    assert.equal((await found(savedPacked(pdf, pages)))[0], "altered");
  });

  it("is not told fine where what was saved could be read in two ways, or takes another object's place", async () => {
    const annots = (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>");
    const objects = { 3: annots, 10: COMMENT };
    const named = (number: number, change: (row: Row) => Row) => (rows: Row[]) =>
      rows.map((row) => (row[0] === number ? change(row) : row));
    const unlike: Record<string, Buffer> = {
      "the page's text is where the objects stand": savedPacked(pdf, objects, { numbers: [4, 41] }),
      "the page's text is where the cross-reference stands": savedPacked(pdf, objects, { numbers: [40, 4] }),
      "another number of objects": savedPacked(pdf, objects, { dict: (own) => own.replace("/N 2", "/N 1") }),
      "another stream in the table": savedPacked(pdf, objects, {
        rows: named(3, ([number, kind, , index]) => [number, kind, 41, index]),
      }),
      "another place in the table": savedPacked(pdf, objects, {
        rows: named(10, ([number, kind, within]) => [number, kind, within, 2]),
      }),
      "a table that goes on in what follows": savedPacked(
        pdf,
        { 10: "5", 11: COMMENT },
        { head: (head) => head.trimEnd() },
      ),
      "rows that some read as longer": savedPacked(pdf, objects, {
        dict: (own) => `${own} /DecodeParms << /Predictor 12 /Columns 9 /Colors 4 >>`,
      }),
      "a predictor that is said elsewhere": savedPacked(pdf, objects, { dict: (own) => `${own} /DecodeParms 12 0 R` }),
      "another filter": savedPacked(pdf, objects, { dict: (own) => `${own} /F (elsewhere)` }),
      "fields that some do not take": savedPacked(pdf, objects, { widths: [1, 5, 1] }),
      "an object that is but a reference": savedPacked(pdf, { ...objects, 11: "10 0 R" }),
      "a name that stands twice": savedPacked(pdf, {
        ...objects,
        10: COMMENT.replace("/P 3", "/Rect [0 0 99 99] /P 3"),
      }),
      "a list of dictionaries with a name that stands twice": savedPacked(pdf, {
        ...objects,
        10: COMMENT.replace("/P 3", "/X [<< /A 1 /A 2 >>] /P 3"),
      }),
      "a comment in a value": saved(pdf, { ...objects, 10: COMMENT.replace("/P 3", "%\r/P 3") }),
      "a stream that says it goes on": savedPacked(pdf, objects, { dict: (own) => `${own} /Extends 3 0 R` }),
      "blanks without an end": Buffer.concat([pdf, Buffer.alloc(500, " ")]),
      "a smaller size": Buffer.from(
        saved(pdf, objects)
          .toString("latin1")
          .replace(/\/Size 20(?![\s\S]*Size)/, "/Size 9"),
        "latin1",
      ),
    };
    for (const [name, bytes] of Object.entries(unlike)) {
      const [headline, integrity, kinds] = await found(bytes);
      assert.deepEqual([headline, integrity, kinds], ["unchecked", "ok", "unread"], name);
    }
  });

  it("is not read alike where an object stands in two streams, and a table names the earlier one", async () => {
    const second = { 42: flate(`3 0 ${PAGE[2]}`, "/Type /ObjStm /N 1 /First 4") };
    const isAlike = async (bytes: Buffer) =>
      await isReadAlike(new Uint8Array(bytes), await readDocument(new Uint8Array(bytes)));
    assert.equal(await isAlike(pdf), true);
    assert.equal(await isAlike(savedPacked(pdf, { 3: PAGE[3] ?? "" })), true);
    assert.equal(await isAlike(savedPacked(pdf, { 3: PAGE[3] ?? "" }, { plain: second })), false);
    const later = (rows: Row[]): Row[] => rows.map((row) => (row[0] === 3 ? [3, 2, 42, 0] : row));
    assert.equal(await isAlike(savedPacked(pdf, { 3: PAGE[3] ?? "" }, { plain: second, rows: later })), false);
  });

  it("is read in one go, however many ends it seems to have", async () => {
    const deep = `${"<< /A ".repeat(60)}1${" >>".repeat(60)}`;
    const valuesRead = async (text: string): Promise<number> => {
      const bytes = saved(saved(pdf, { 10: stream(text) }), { 11: deep });
      const revision = await readDocument(new Uint8Array(pdf));
      const { values } = revision.budget;
      assert.ok(await readSaves(revision, { pdf: new Uint8Array(bytes), end: pdf.length }));
      return values - revision.budget.values;
    };
    assert.equal(await valuesRead("%%EOF\n".repeat(20_000)), await valuesRead(" "));
  });

  it("is altered by whatever else changes, or may change, what is seen", async () => {
    const otherPage = stream("BT /F 12 Tf 20 150 Td (I owe 900) Tj ET");
    const cases: Record<string, Buffer> = {
      "another text": saved(pdf, { 4: otherPage }),
      "another page": saved(pdf, { 3: (PAGE[3] ?? "").replace("4 0 R", "10 0 R"), 10: otherPage }),
      "another font": saved(pdf, { 5: "<< /Type /Font /Subtype /Type3 >>" }),
      "one page more": saved(pdf, { 2: "<< /Type /Pages /Kids [3 0 R 10 0 R] /Count 2 >>", 10: PAGE[3] ?? "" }),
      "another catalog": saved(pdf, { 10: PAGE[1] ?? "" }, "/Root 10 0 R"),
      "a field that shows what is not in it": saved(pdf, {
        9: stream("BT (900) Tj ET", "/Type /XObject /Subtype /Form"),
      }),
      "a field less": saved(pdf, { 1: (PAGE[1] ?? "").replace(" 8 0 R]", "]") }),
      "a new field that is no signature": saved(pdf, {
        1: (PAGE[1] ?? "").replace("8 0 R]", "8 0 R 10 0 R]"),
        10: (PAGE[8] ?? "").replace("Place", "Another"),
      }),
      "a comment that is an old object": saved(pdf, {
        3: (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 5 0 R] >>"),
        5: COMMENT,
      }),
      "an action": saved(pdf, {
        1: (PAGE[1] ?? "").replace("/Pages", "/OpenAction 10 0 R /Pages"),
        10: "<< /S /Named >>",
      }),
      "a stamp over the page": saved(pdf, {
        3: (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>"),
        10: "<< /Type /Annot /Subtype /Stamp /Rect [20 140 200 170] /P 3 0 R /AP << /N 9 0 R >> >>",
      }),
      "resources of a form that are the page's text": saved(pdf, {
        1: (PAGE[1] ?? "").replace("/SigFlags", "/DR 4 0 R /SigFlags"),
        4: otherPage,
      }),
      "a place for a signature that holds none": saved(pdf, {
        1: (PAGE[1] ?? "").replace("8 0 R]", "8 0 R 10 0 R]"),
        3: (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>"),
        10: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (More) /Rect [0 0 300 200] /P 3 0 R /AP << /N 9 0 R >> >>",
      }),
      "what the page referred to in vain": saved(pdf, { 12: otherPage }),
      "something behind the end": Buffer.concat([pdf, Buffer.from("10 0 obj\n(seen by some)\nendobj\n")]),
      "a copy that no cross-reference names": Buffer.concat([
        pdf,
        Buffer.from(saved(pdf, { 4: otherPage }).subarray(pdf.length)),
        Buffer.from(`4 0 obj\n${PAGE[4]}\nendobj\n`),
      ]),
      "a trailer that belongs to no cross-reference": Buffer.concat([
        saved(pdf, { 10: (PAGE[1] ?? "").replace("2 0 R", "11 0 R"), 11: PAGE[2] ?? "" }, "/Root 10 0 R"),
        Buffer.from("trailer\n<< /Root 1 0 R >>\n"),
      ]),
      "another generation": Buffer.from(
        saved(pdf, { 4: PAGE[4] ?? "" })
          .toString("latin1")
          .replace(/4 0 obj(?![\s\S]*4 0 obj)/, "4 1 obj"),
        "latin1",
      ),
      "a cross-reference that leads back": Buffer.concat([
        pdf,
        Buffer.from(
          `\nxref\n4 1\n0000000009 00000 n \ntrailer\n<< /Root 1 0 R /Size 20 >>\nstartxref\n${pdf.length + 1}\n%%EOF\n`,
        ),
      ]),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      const [headline, integrity, kinds, by] = await found(bytes);
      assert.equal(integrity, "ok", name);
      // What programs may read each in their own way is not called altered, and never fine.
      if (kinds === "unread") assert.equal(headline, "unchecked", name);
      else assert.deepEqual([headline, by], ["altered", "content"], name);
    }
    assert.deepEqual((await found(cases["another text"] as Buffer))[0], "altered");
  });

  it("whose signature was taken out is never called unsigned", async () => {
    const without = saved(pdf, { 7: "null", 6: (PAGE[6] ?? "").replace("/V 7 0 R", "") });
    const report = await verifyPdfSignatures(new Uint8Array(without), { anchors: [], authorities: [] });
    assert.deepEqual([report?.headline, report?.hasLost], ["altered", true]);
    assert.equal(
      await verifyPdfSignatures(Buffer.from("%PDF-1.7\n%%EOF\n"), { anchors: [], authorities: [] }),
      undefined,
    );
  });

  it("may forbid what others permit: a certification", async () => {
    const annots = (PAGE[3] ?? "").replace("8 0 R] >>", "8 0 R 10 0 R] >>");
    const filled = (PAGE[8] ?? "").replace("/AP << /N 9 0 R >>", "/V (Here)");
    for (const [level, comment, form] of [
      [1, "altered", "altered"],
      [2, "altered", "valid"],
      [3, "valid", "valid"],
    ] as const) {
      const certified = signedPdf(signer, { certifies: level });
      assert.equal((await found(certified))[0], "valid");
      assert.equal((await found(saved(certified, { 3: annots, 10: COMMENT })))[0], comment, `comment at ${level}`);
      assert.equal((await found(saved(certified, { 8: filled })))[0], form, `form at ${level}`);
    }
  });
});
