/** A certificate is drawn where its template says, whatever the name: shrunk, in two lines, or refused; never over anything else. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import sharp from "sharp";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import {
  CertificateUnfit,
  drawCertificate,
  drawCertificateSvg,
} from "#lib/features/certificates/templates/drawing/draw-certificate.ts";
import { ink, missing, type Picture, rasterise, runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { ADDRESS, NAME_BOX, sampleDrawing, sampleTemplate } from "./sample-template.ts";

const DPI = 100;
const skip = missing("pdftoppm");
const px = (mm: number): number => Math.round((mm / 25.4) * DPI);
const NAMES = [
  "李",
  "欧阳若曦",
  "Wolfeschlegelsteinhausenbergerdorff Alexander",
  "محمد بن عبد الله بن عبد الرحمن",
  "古丽巴哈尔·阿卜杜热依木·麦麦提江·阿布都克里木",
];

const page = async (values: Record<string, string> = {}): Promise<Picture> => {
  const [picture] = rasterise(await drawCertificate(sampleDrawing(values)), DPI);
  assert.ok(picture);
  return picture;
};

describe("drawing certificates", { skip }, () => {
  it("keeps every name within its box, and changes no other pixel", async () => {
    const plain = await page({ holder_name: "一" });
    const [left, top] = [px(NAME_BOX.x), px(NAME_BOX.y)];
    const [right, bottom] = [px(NAME_BOX.x + NAME_BOX.width), px(NAME_BOX.y + NAME_BOX.height)];
    for (const holder_name of NAMES) {
      const drawn = await page({ holder_name });
      assert.ok(ink(drawn, { left, top, right, bottom }) > 100, holder_name);
      for (let at = 0; at < drawn.pixels.length; at++) {
        if (drawn.pixels[at] === plain.pixels[at]) continue;
        const [x, y] = [at % drawn.width, Math.floor(at / drawn.width)];
        assert.ok(x >= left - 1 && x <= right && y >= top - 1 && y <= bottom, `${holder_name}: ${x}, ${y}`);
      }
    }
  });

  it("refuses what has no room, and says of which element", async () => {
    await assert.rejects(drawCertificate(sampleDrawing({ holder_name: "欧阳".repeat(40) })), (error: unknown) => {
      return error instanceof CertificateUnfit && error.element === "name";
    });
  });

  it("has a code that is read from a blurred picture of 100 dots an inch", async () => {
    const { pixels, width, height } = await page();
    const blurred = await sharp(pixels, { raw: { width, height, channels: 1 } })
      .rotate(3, { background: "white" })
      .blur(1)
      .jpeg({ quality: 60 })
      .toBuffer();
    const wasmBinary = readFileSync(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
    await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer }, fireImmediately: true });
    const [code] = await readBarcodes(new Blob([new Uint8Array(blurred)]), { formats: ["QRCode"] });
    assert.equal(code?.text, ADDRESS);
  });

  it("leaves out lines whose values are absent, and spells dates in the zone of the template", async () => {
    const words = (pdf: Uint8Array) => runOn(pdf, "pdftotext", "-layout", "PDF", "-").replaceAll(/\s/g, "");
    const without = words(await drawCertificate(sampleDrawing()));
    assert.match(without, /于2026年11月30日修完数据结构，成绩92\.5分，优秀。/);
    assert.doesNotMatch(without, /出生/);
    assert.match(words(await drawCertificate(sampleDrawing({ born: "2004-02-29" }))), /出生：2004-02-29/);
  });

  it("is the same file for the same identity alone, whole, archival in form and tagged", async () => {
    const drawing = sampleDrawing();
    const [first, again] = await Promise.all([drawCertificate(drawing), drawCertificate(drawing)]);
    assert.deepEqual(first, again);
    const other = await drawCertificate(sampleDrawing());
    assert.notDeepEqual(first, other);
    assert.match(runOn(first, "qpdf", "--check", "PDF"), /No syntax or stream encoding errors/);
    const structure = runOn(first, "pdfinfo", "-struct-text", "PDF");
    assert.match(structure, /H1[\s\S]*毕业证书[\s\S]*H2[\s\S]*欧阳若曦/);
    assert.match(runOn(first, "pdfinfo", "PDF"), /Tagged:\s+yes/);
    const fonts = runOn(first, "pdffonts", "PDF").split("\n").slice(2).filter(Boolean);
    assert.ok(fonts.length > 0 && fonts.every((line) => / yes yes yes /.test(line)), fonts.join("\n"));
  });

  it("looks the same as a picture as on the page", async () => {
    const drawn = await page();
    const svg = await drawCertificateSvg(sampleDrawing());
    const { data, info } = await sharp(Buffer.from(svg), { density: DPI })
      .resize(drawn.width, drawn.height, { fit: "fill" })
      .flatten({ background: "white" })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.equal(info.width, drawn.width);
    let apart = 0;
    for (let at = 0; at < drawn.pixels.length; at++) {
      if (Math.abs((drawn.pixels[at] ?? 0) - (data[at * info.channels] ?? 0)) > 140) apart++;
    }
    assert.ok(apart < drawn.pixels.length * 0.002, `${apart} of ${drawn.pixels.length}`);
  });

  it("draws pictures as they are, with what shines through", async () => {
    const document = sampleTemplate();
    const bytes = await sharp({
      create: { width: 40, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const picture = "ab".repeat(32);
    document.elements.push({
      id: "logo",
      kind: "picture",
      picture,
      fit: "contain",
      alt: "校徽",
      x: 20,
      y: 20,
      width: 20,
      height: 10,
    });
    await assert.rejects(drawCertificate(sampleDrawing({}, document)), /is not there/);
    const drawing = { ...sampleDrawing({}, document), pictures: new Map([[picture, new Uint8Array(bytes)]]) };
    const [drawn] = rasterise(await drawCertificate(drawing), DPI);
    const grey = drawn?.pixels[px(25) * drawn.width + px(30)] ?? 0;
    assert.ok(grey > 110 && grey < 145, `${grey}`);
  });
});
