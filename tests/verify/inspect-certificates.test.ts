/** Certificates in every form are called what they are; of what they say about anybody nothing is stated, as nothing was checked. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { utf8 } from "#lib/core/text/bytes.ts";
import { bakeSvg } from "#lib/credentials/bake-svg.ts";
import { drawCertificate } from "#lib/features/certificates/templates/drawing/draw-certificate.ts";
import { GALLERY } from "#lib/features/certificates/templates/drawing/gallery/gallery.ts";
import { sampleValues } from "#lib/features/certificates/templates/drawing/samples.ts";
import { inspect } from "#lib/verify/inspect.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import { lacks, PRINTED, type Resaving, resave } from "#tests/support/resaved-pdfs.ts";
import { DID, HOLDER, type MadeCertificate, makeCertificate } from "#tests/support/whole-certificates.ts";

const ID = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b16";
const values = ({ states }: Inspection, name: string) =>
  states.filter((each) => each.name === name).map(({ value }) => value);
const CUT: Resaving = {
  what: "qpdf, its pages alone",
  program: "qpdf",
  args: ["--empty", "--pages", "IN", "1", "--", "OUT"],
};
let made: MadeCertificate;
before(async () => {
  made = await makeCertificate();
});

describe("what a certificate is", () => {
  it("is told of each form, with its number and its issuer, and no word of its content", async () => {
    const svg = bakeSvg('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>', made.credential);
    const forms: [Uint8Array, string][] = [
      [made.delivered, "certificate_pdf"],
      [utf8(made.credential), "certificate_credential"],
      [utf8(made.sdJwt), "certificate_sd_jwt"],
      [utf8(svg), "certificate_badge"],
    ];
    for (const [bytes, kind] of forms) {
      const found = await inspect(bytes);
      assert.deepEqual([found.kind, found.missing], [kind, ["certificate_check"]]);
      assert.deepEqual([values(found, "certificate"), values(found, "issuer")], [[made.id], [DID]]);
      assert.deepEqual(found.checks, [{ name: "form", status: "ok" }]);
      assert.ok(!JSON.stringify(found).includes(HOLDER.split(" ")[0] ?? ""));
    }
    const receipt = await inspect(made.receipt);
    assert.equal(receipt.kind, "certificate_receipt");
    assert.ok(receipt.verification?.steps.some(({ name, status }) => name === "certificate" && status === "ok"));
  });

  it("is not told of a credential that somebody else signed in the same way, nor of one that was spoilt", async () => {
    const other = made.credential.replaceAll("urn:sealbook:certificate", "urn:other:certificate");
    assert.equal((await inspect(utf8(other))).kind, "open_badges_3");
    const spoilt = await inspect(utf8(made.credential.replace('"AchievementSubject"', '"Subject"')));
    assert.deepEqual([spoilt.kind, spoilt.checks[0]?.status], ["certificate_credential", "failed"]);
  });
});

describe("pages without their proof", () => {
  async function printed(text: string): Promise<Uint8Array> {
    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.Helvetica);
    document.addPage([595, 842]).drawText(text, { x: 40, y: 700, size: 10, font });
    return await document.save();
  }

  it("name the certificate, its address and the digest by which it can be found", async () => {
    const found = await inspect(await printed(`Diploma. https://school.example/v/${ID}`));
    assert.deepEqual([found.kind, found.missing], ["certificate_pages", ["certificate_file"]]);
    assert.deepEqual(values(found, "certificate"), [ID]);
    assert.deepEqual(values(found, "address"), [`https://school.example/v/${ID}`]);
    assert.match(values(found, "digest")[0] ?? "", /^SHA-256 [0-9a-f]{64}$/);
    const hosted = await inspect(await printed(`Diploma. https://sealbook.example/v/${ID}`));
    assert.equal(hosted.kind, "certificate_pages");
    assert.deepEqual(values(await inspect(await printed(`No. ${ID}`)), "certificate"), [ID]);
    assert.equal((await inspect(await printed("A letter."))).kind, "pdf");
    assert.equal((await inspect(await printed(`Sealbook receipt ${ID}`))).kind, "receipt_pages");
  });

  for (const saving of [PRINTED, CUT]) {
    it(`${saving.what}: a certificate of the gallery still names itself`, { skip: lacks(saving) }, async () => {
      const document = GALLERY[0]?.document("zh-CN");
      assert.ok(document);
      const drawn = await drawCertificate({
        ...{ document, pictures: new Map(), values: sampleValues(document, "ordinary"), certificateId: ID },
        ...{ address: `https://school.example/v/${ID}`, issuerName: "Example", issuedAt: "2026-06-18T04:00:00.000Z" },
        identity: new Uint8Array(16),
      });
      const found = await inspect(resave(drawn, saving));
      assert.deepEqual([found.kind, values(found, "certificate")], ["certificate_pages", [ID]]);
    });
  }
});
