/** Every design of the gallery can be published as it is, in both languages, and holds the shortest and the longest names without a touch. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import sharp from "sharp";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { documentFaults, faultsOf } from "#lib/features/certificates/templates/checks/faults.ts";
import { drawCertificate } from "#lib/features/certificates/templates/drawing/draw-certificate.ts";
import { inkWidth, POINTS_PER_MM } from "#lib/features/certificates/templates/drawing/fit.ts";
import { GALLERY } from "#lib/features/certificates/templates/drawing/gallery/gallery.ts";
import { SAMPLE_ISSUER, type SampleKind, sampleValues } from "#lib/features/certificates/templates/drawing/samples.ts";
import { prepareScene, sceneOf } from "#lib/features/certificates/templates/drawing/scene.ts";
import { publishFaults, templateDocumentSchema } from "#lib/features/certificates/templates/schema/document.ts";
import type { Box, TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { ink, missing, type Picture, rasterise } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { ADDRESS, ID, sampleDrawing } from "./sample-template.ts";

const DPI = 100;
const KINDS = ["shortest", "ordinary", "longest"] as const;
const LANGUAGES = ["zh-CN", "en"] as const;
/** Long ones that there are. */
const LONG_ISSUERS = [
  "中国科学技术协会青少年科技创新服务中心",
  "International Federation of Library Associations and Institutions",
];
const px = (mm: number): number => Math.round((mm / 25.4) * DPI);

const designs = GALLERY.flatMap(({ id, document }) =>
  LANGUAGES.map((language) => ({ name: `${id} ${language}`, document: document(language) })),
);

function particularsOf({ language }: TemplateDocument, issuerName = SAMPLE_ISSUER[language]) {
  const issuedAt = "2026-06-18T04:00:00.000Z";
  return { certificateId: ID, address: ADDRESS, issuerName, issuedAt, validUntil: "2029-12-28T04:00:00.000Z" };
}

/** The areas that texts, code and seal take. */
function areas(document: TemplateDocument, kind: SampleKind, issuerName?: string): (Box & { element: string })[] {
  const values = sampleValues(document, kind);
  const scene = sceneOf({ document, values, particulars: particularsOf(document, issuerName) });
  const texts = scene.items.flatMap((item) => {
    if (item.kind !== "text") return [];
    const size = item.size / POINTS_PER_MM;
    return item.lines.map(({ line, x, y }) => {
      return { element: item.element, x, y: y - size * 0.8, width: inkWidth(line, 0) * size, height: size };
    });
  });
  const others = document.elements.flatMap((each) => {
    const { id: element, x, y, width, height } = each;
    return each.kind === "seal" || each.kind === "qr" ? [{ element, x, y, width, height }] : [];
  });
  return [...texts, ...others];
}

const touch = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

async function page(document: TemplateDocument, kind: SampleKind, holder_name?: string): Promise<Picture> {
  const values = { ...sampleValues(document, kind), ...(holder_name && { holder_name }) };
  const pdf = await drawCertificate({ ...sampleDrawing({}, document), ...particularsOf(document), values });
  const [picture] = rasterise(pdf, DPI);
  assert.ok(picture);
  return picture;
}

describe("the gallery", { skip: missing("pdftoppm") }, () => {
  for (const { name, document } of designs) {
    it(`${name}: may be published, and nothing touches anything, whatever the values`, async () => {
      assert.ok(templateDocumentSchema.safeParse(document).success);
      assert.deepEqual(publishFaults(document), []);
      await prepareScene();
      for (const issuerName of [SAMPLE_ISSUER[document.language], ...LONG_ISSUERS]) {
        assert.deepEqual(await documentFaults(document, issuerName), []);
        for (const kind of KINDS) {
          const values = sampleValues(document, kind);
          assert.deepEqual(await faultsOf({ document, values, particulars: { issuerName } }), [], kind);
          const all = areas(document, kind, issuerName);
          for (const [at, one] of all.entries()) {
            for (const other of all.slice(at + 1)) {
              if (one.element === other.element) continue;
              assert.ok(!touch(one, other), `${kind} ${issuerName}: ${one.element} and ${other.element}`);
            }
          }
        }
      }
    });

    it(`${name}: on the page the name stays in its box, and the code is read`, async () => {
      const box = document.elements.find(({ id }) => id === "name");
      assert.ok(box);
      const plain = await page(document, "longest", "一");
      const drawn = await page(document, "longest");
      const [left, top, right, bottom] = [px(box.x), px(box.y), px(box.x + box.width), px(box.y + box.height)];
      assert.ok(ink(drawn, { left, top, right, bottom }) > 300);
      for (let at = 0; at < drawn.pixels.length; at++) {
        if (drawn.pixels[at] === plain.pixels[at]) continue;
        const [x, y] = [at % drawn.width, Math.floor(at / drawn.width)];
        assert.ok(x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1, `${x}, ${y}`);
      }
      const { width, height } = drawn;
      const blurred = await sharp(drawn.pixels, { raw: { width, height, channels: 1 } })
        .rotate(2, { background: "white" })
        .blur(0.9)
        .jpeg({ quality: 60 })
        .toBuffer();
      const wasmBinary = readFileSync(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
      await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer }, fireImmediately: true });
      const [code] = await readBarcodes(new Blob([new Uint8Array(blurred)]), { formats: ["QRCode"] });
      assert.equal(code?.text, ADDRESS);
    });
  }
});
