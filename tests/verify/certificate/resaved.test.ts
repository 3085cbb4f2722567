/** Certificates as other people's programs save PDFs: the credential inside is found and holds, and nothing vouches for the pages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openCertificate } from "#lib/verify/certificate/open.ts";
import { lacks, PRINTED, RESAVINGS, type Resaving, resave } from "#tests/support/resaved-pdfs.ts";
import { HOLDER, judge, makeCertificate, storyOf } from "#tests/support/whole-certificates.ts";

const made = await makeCertificate();
const CUT: Resaving = {
  what: "qpdf, its pages alone",
  program: "qpdf",
  args: ["--empty", "--pages", "IN", "1", "--", "OUT"],
};

describe("a certificate that another program saved", () => {
  for (const resaving of RESAVINGS) {
    it(`${resaving.what}: shows the credential's own content instead of the pages`, {
      skip: lacks(resaving),
    }, async () => {
      const found = await judge(resave(made.delivered, resaving));
      assert.equal(found.verdict, "pages_altered", storyOf(found).join());
      assert.equal(found.shown?.holder, HOLDER);
    });
  }

  for (const resaving of [PRINTED, CUT]) {
    it(`${resaving.what}: is none any more, where the proof was thrown away`, { skip: lacks(resaving) }, async () => {
      assert.equal(await openCertificate(resave(made.delivered, resaving)), undefined);
    });
  }
});
