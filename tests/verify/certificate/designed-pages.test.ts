/** Guarantees: what is drawn of a certificate is the PDF as designed, to the byte; of pages that are not whole nothing is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { designedPages } from "#lib/verify/certificate/designed-pages.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";
import { makeCertificate } from "#tests/support/whole-certificates.ts";

const made = await makeCertificate();

describe("the designed pages of a delivered PDF", () => {
  const files = { credential: utf8(made.credential), receipt: made.receipt };

  it("are its first bytes, as they were designed, and nothing behind them", async () => {
    assert.deepEqual(await designedPages(made.delivered), made.pages);
  });

  it("are none where a byte of them is another", async () => {
    const altered = made.delivered.slice();
    altered[20] = (altered[20] ?? 0) ^ 1;
    assert.equal(await designedPages(altered), undefined);
  });

  it("are none where something behind them may change what they show", async () => {
    const more: NonNullable<Parameters<typeof deliver>[1]["more"]> = (document) =>
      document.getPage(0).drawText("Forged", { x: 72, y: 400, size: 36 });
    assert.equal(await designedPages(await deliver(made.pages, { ...files, more })), undefined);
  });

  it("are none of a PDF that carries no receipt", async () => {
    assert.equal(await designedPages(made.pages), undefined);
    assert.equal(await designedPages(await deliver(made.pages, { credential: files.credential })), undefined);
  });
});
