/** An incremental save behind whole pages: files may be attached by it, and whatever else it does is a change. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PDFDocument, PDFName } from "pdf-lib";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { onlyAttaches } from "#lib/pdf/read/appended.ts";
import { prefixWithDigest, revisionEnds } from "#lib/pdf/read/revisions.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";

const credential = utf8('{"@context":[]}');
const pages = await designed();
const delivered = await deliver(pages, { credential, receipt: utf8("{}") });
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const tail = latin1(delivered.subarray(pages.length));

async function designed(options: { useObjectStreams?: boolean } = {}): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 200]).drawText("Diploma");
  return await document.save({ useObjectStreams: false, ...options });
}

/** Another tail, of which the offsets are left as they stand: where they have to fit, the change keeps its length. */
const withTail = (change: (text: string) => string) => concat(pages, bytesOf(change(tail)));

describe("what is saved behind whole pages", () => {
  it("attaches files, by a table or by a stream of cross-references, and leaves the pages as they are", async () => {
    assert.equal(prefixWithDigest(delivered, sha256(pages)), pages.length);
    assert.equal(await onlyAttaches(delivered, pages.length), true);
    assert.equal(await onlyAttaches(pages, pages.length), true);
    const packed = await designed({ useObjectStreams: true });
    const document = await PDFDocument.load(packed, { forIncrementalUpdate: true });
    document.catalog.set(PDFName.of("AF"), document.context.obj([]));
    const streamed = await document.commit({ useObjectStreams: false });
    assert.equal(prefixWithDigest(streamed, sha256(packed)), packed.length);
  });

  const changes: [string, (document: PDFDocument) => void][] = [
    ["a page's content", (document) => void document.getPage(0).drawText("Another")],
    ["a page that was added", (document) => void document.addPage()],
    ["a page that was removed", (document) => document.removePage(0)],
    ["a script", (document) => document.addJavaScript("a", "1")],
    ["what is opened first", ({ catalog, context }) => catalog.set(PDFName.of("OpenAction"), context.obj([]))],
    ["layers", ({ catalog, context }) => catalog.set(PDFName.of("OCProperties"), context.obj({ D: {} }))],
    ["a form", ({ catalog, context }) => catalog.set(PDFName.of("AcroForm"), context.obj({ Fields: [] }))],
    [
      "other pages",
      ({ catalog, context }) => catalog.set(PDFName.of("Pages"), context.register(context.obj({ Kids: [] }))),
    ],
    ["named places", ({ catalog, context }) => catalog.set(PDFName.of("Names"), context.obj({ Dests: {} }))],
    ["its title", (document) => document.setTitle("Another")],
  ];
  for (const [what, more] of changes) {
    it(`is a change where it touches ${what}`, async () => {
      const changed = await deliver(pages, { credential, more });
      assert.equal(prefixWithDigest(changed, sha256(pages)), pages.length);
      assert.equal(await onlyAttaches(changed, pages.length), false);
    });
  }

  it("is a change where it is a second save, whatever that does", async () => {
    const twice = await deliver(delivered, { credential: utf8("{}") });
    assert.equal(await onlyAttaches(twice, pages.length), false);
  });

  const bent: [string, (text: string) => string][] = [
    ["a comment", (text) => text.replace("\n\n", "\n%\n")],
    ["bytes behind the end", (text) => `${text}\n1`],
    ["an entry that points into the prefix", (text) => text.replace(/\d{10} 00000 n/, "0000000015 00000 n")],
    ["an entry for an object that is not there", (text) => text.replace(/^7 (\d)$/m, "6 $1")],
    ["another root", (text) => text.replace(/\/Root \d 0 R/, "/Root 1 0 R")],
    ["another earlier table", (text) => text.replace(/\/Prev \d/, "/Prev 9")],
    ["a hybrid table", (text) => text.replace(/\/Prev (\d+)/, "/Prev $1\n/XRefStm 9")],
    ["a catalog that names its pages twice", (text) => text.replace("/Pages 1 0 R", "/Pages 1 0 R /Pages 9 0 R")],
    ["an object of the prefix", (text) => text.replace(/^7 0 obj$/m, "1 0 obj")],
    ["a generation", (text) => text.replace(/^7 0 obj$/m, "7 1 obj")],
  ];
  for (const [what, change] of bent) {
    it(`is a change where it has ${what}`, async () => {
      assert.notEqual(change(tail), tail);
      assert.equal(await onlyAttaches(withTail(change), pages.length), false);
    });
  }

  it("with any byte changed, is a change or is about an attachment alone", async () => {
    const page = (await PDFDocument.load(pages)).getPage(0).ref;
    let attached = 0;
    for (let at = pages.length; at < delivered.length; at++) {
      const bent = delivered.slice();
      bent[at]! ^= 1;
      if (!(await onlyAttaches(bent, pages.length))) continue;
      attached++;
      const document = await PDFDocument.load(bent, { updateMetadata: false });
      assert.equal(document.getPageCount(), 1, `byte ${at}`);
      assert.equal(`${document.getPage(0).node}`, `${document.context.lookup(page)}`, `byte ${at}`);
    }
    assert.ok(attached > credential.length && attached < (tail.length * 2) / 3, `${attached} of ${tail.length}`);
  });

  it("is found by its digest among the ends of revisions alone", () => {
    assert.ok(revisionEnds(delivered).includes(pages.length));
    assert.equal(prefixWithDigest(delivered, sha256(delivered.subarray(0, 100))), undefined);
    assert.equal(prefixWithDigest(new Uint8Array(0), sha256(new Uint8Array(0))), undefined);
    assert.ok(revisionEnds(bytesOf("%%EOF\n".repeat(10_000))).length <= 512);
  });
});
