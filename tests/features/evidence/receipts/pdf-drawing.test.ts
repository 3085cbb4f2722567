import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fontkit from "fontkit";
import type { PDFDocument } from "pdf-lib";
import qrcode from "qrcode";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readReceiptFacts } from "#lib/features/evidence/receipts/drawing/facts.ts";
import { drawReceiptPages } from "#lib/features/evidence/receipts/drawing/pages.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { catalogue } from "#lib/i18n/catalogue.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { type FaceName, face, type Glyph } from "#lib/pdf/faces.ts";
import { Pen } from "#lib/pdf/pen.ts";
import { qrAreas } from "#lib/pdf/qr.ts";
import { MARGIN, PAGE } from "#lib/pdf/style.ts";
import type { DrawnFont, Fonts } from "#lib/pdf/subset-font.ts";
import { substitutesIn, unitsOf, widthOf, wrap } from "#lib/pdf/text.ts";
import { type SampleOptions, sampleReceipt, sign } from "./pdf-samples.ts";
import { ink, missing, rasterise, runOn } from "./pdf-tools.ts";

const noPoppler = missing("pdftoppm");
const publicUrl = "https://evidence.example.com";
const identity = utf8("drawing");
const documentFacts = { title: "t", subject: "s", language: "en", date: new Date(0), identity };

const HOSTILE: Record<string, SampleOptions> = {
  "255 bytes of Chinese": { name: "甲".repeat(85) },
  "255 bytes without a place to break": { name: "W".repeat(255) },
  "another script": { name: "ملف ".repeat(36) },
  "emoji, a direction override, marks": {
    name: "🙂👩‍👩‍👧 a\u202Efdp.exe Z\u0351\u0342\u0489 \u200b\u2060",
    organisation: "﷽𠮷",
  },
  "only what cannot be seen": { name: "\u3000\u00a0\u200b\u2800" },
  "more cosigners than are listed, with names that do not end": {
    cosigners: Array.from({ length: 14 }, (_, at) => `${at}.${at % 2 ? "见证".repeat(60) : "w".repeat(200)}\u202e`),
  },
  "255 characters of Arabic": { name: "محمد بن عبد الله ".repeat(15), organisation: "م".repeat(128) },
  "255 characters of Thai": { name: "น้ำปู่ที่สมชายใจดี".repeat(15).slice(0, 255), organisation: "เกี๊ยะ".repeat(21) },
  "255 characters of Devanagari": { name: "क्षत्रिय".repeat(31), organisation: "ट्ठ्यू र्कीं ".repeat(9) },
  "255 characters of Hangul and rare ideographs": { name: "홍길동".repeat(85), organisation: "𠮷𠀋㐀".repeat(42) },
  "a claim with as many own fields and parents as there may be": {
    claim: {
      kind: "k".repeat(32),
      parents: Array.from({ length: 16 }, (_, at) => ({
        role: `draft-${at}`,
        record: Buffer.alloc(32, at).toString("base64"),
      })),
    },
    fields: Object.fromEntries(
      Array.from(
        { length: 32 },
        (_, at) => [`${at}${"名W".repeat(30)}`, { type: "text", value: "值\u202ew".repeat(80) }] as const,
      ),
    ),
  },
  "the longest that a record may hold": { name: "𠮷".repeat(512), organisation: "𠮷".repeat(128) },
};

/** Embeds whole fonts, in the PDF library's own way: nothing of it goes through our subsets. */
async function embedWhole(doc: PDFDocument): Promise<Fonts> {
  doc.registerFontkit(fontkit as unknown as Parameters<PDFDocument["registerFontkit"]>[0]);
  const fonts = new Map<FaceName, DrawnFont>();
  for (const name of ["text", "strong", "mono", "european", "japanese", "japaneseStrong"] as const) {
    const { font, data } = face(name);
    const { ref } = await doc.embedFont(data, { subset: false, customName: name });
    const advance = ({ id }: Glyph) => font.getGlyph(id).advanceWidth / font.unitsPerEm;
    fonts.set(name, { ref, advance, code: ({ id }) => id.toString(16).padStart(4, "0") });
  }
  const get = (name: FaceName) => {
    const font = fonts.get(name);
    assert.ok(font, name);
    return font;
  };
  return { get, finish: () => undefined };
}

async function pagesWith(
  embed: (doc: PDFDocument) => Fonts | Promise<Fonts>,
  { receipt, locale }: { receipt: Uint8Array; locale: Locale },
) {
  const { parts } = openReceipt(receipt);
  const facts = parts && readReceiptFacts(parts);
  assert.ok(facts);
  const doc = await openDocument(documentFacts);
  const fonts = await embed(doc);
  drawReceiptPages(doc, { fonts, facts, locale, publicUrl, policyEpoch: undefined });
  return rasterise(await saveDocument(doc, fonts), 100);
}

function everyCharacter(): string[] {
  const texts = LOCALES.flatMap((locale) => Object.values(catalogue[locale].receiptPdf));
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));
  return [...new Set([...texts.join(""), ...ascii, ..."印证—éßЖΩのア㊣①€"])].filter((character) => character !== " ");
}

describe("on the pages of a receipt", { skip: noPoppler }, () => {
  for (const locale of LOCALES) {
    it(`every glyph is drawn as the whole font draws it (${locale})`, async () => {
      const receipt = sampleReceipt({ name: "合同（终稿）𠮷 éßЖΩのア㊣.pdf" });
      const subset = await pagesWith((doc) => embedFaces(doc, identity), { receipt, locale });
      const whole = await pagesWith(embedWhole, { receipt, locale });
      assert.equal(subset.length, whole.length);
      for (const [index, page] of subset.entries()) {
        assert.ok(Buffer.from(page.pixels).equals(whole[index]?.pixels ?? Buffer.of()));
      }
      const other = await pagesWith((doc) => embedFaces(doc, identity), {
        receipt: sampleReceipt({ name: "合" }),
        locale,
      });
      assert.ok(!Buffer.from(other[0]?.pixels ?? []).equals(subset[0]?.pixels ?? Buffer.of()));
    });
  }

  for (const name of ["text", "strong"] as const) {
    it(`every character of the messages leaves ink of its own (${name})`, async () => {
      const characters = everyCharacter();
      const columns = 24;
      const cell = 22;
      const doc = await openDocument(documentFacts);
      const fonts = embedFaces(doc, identity);
      const pen = new Pen(doc, { fonts, size: PAGE });
      const place = (index: number) => ({
        x: (index % columns) * cell + 4,
        y: PAGE[1] - (Math.floor(index / columns) + 1) * cell,
      });
      characters.forEach((character, index) => {
        const black = [0, 0, 0] as const;
        const units = unitsOf(character, [name]);
        assert.deepEqual(substitutesIn(units), [], character);
        pen.line(units, { ...place(index), size: 14, color: black, boxColor: black });
      });
      const dpi = 144;
      const [page] = rasterise(await saveDocument(doc, fonts), dpi);
      assert.ok(page);
      const pixel = (points: number) => Math.round((points * dpi) / 72);
      characters.forEach((character, index) => {
        const { x, y } = place(index);
        const top = PAGE[1] - y - 16;
        const area = { left: pixel(x - 2), right: pixel(x + cell - 4), top: pixel(top), bottom: pixel(top + cell - 2) };
        assert.ok(ink(page, area) > 5, `${character} is blank`);
      });
    });
  }

  for (const [what, options] of Object.entries(HOSTILE)) {
    it(`names stay within the margins and nothing lies on anything else: ${what}`, async () => {
      for (const locale of LOCALES) {
        const pdf = await renderReceiptPdf({ receipt: sampleReceipt(options), locale, publicUrl, sign });
        const dpi = 72;
        const slack = 3;
        for (const page of rasterise(pdf, dpi)) {
          const { width, height } = page;
          assert.ok(ink(page, { left: 0, right: width, top: 0, bottom: height }) > 1000);
          assert.equal(ink(page, { left: 0, right: MARGIN.side - slack, top: 0, bottom: height }), 0);
          assert.equal(ink(page, { left: width - MARGIN.side + slack, right: width, top: 0, bottom: height }), 0);
          assert.equal(ink(page, { left: 0, right: width, top: 0, bottom: MARGIN.top - 12 }), 0);
          assert.equal(ink(page, { left: 0, right: width, top: height - MARGIN.bottom + 26, bottom: height }), 0);
        }
        assertNothingOverlaps(pdf);
      }
    });
  }

  it("characters without a glyph or without ink stand as their code points, and are listed", async () => {
    const name = "𪛖野家 a\u202Eb\u3000c 🙂.pdf";
    const pdf = await renderReceiptPdf({ receipt: sampleReceipt({ name }), locale: "en", publicUrl, sign });
    const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-");
    assert.match(text, /U\+2A6D6 ?野家 a ?U\+202E ?b ?U\+3000 ?c ?U\+1F642 ?\.pdf/);
    assert.match(text, /In a box: .*\(U\+2A6D6, U\+202E, U\+3000, U\+1F642\)/);
  });
});

/** Words that poppler finds on a page do not cover each other by more than a sliver. */
function assertNothingOverlaps(pdf: Uint8Array): void {
  const pages = runOn(pdf, "pdftotext", "-bbox", "PDF", "-").split("<page ").slice(1);
  assert.ok(pages.length > 0);
  for (const page of pages) {
    const words = [...page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">/g)].map(
      (found) => found.slice(1).map(Number),
    ) as [number, number, number, number][];
    assert.ok(words.length > 10);
    words.forEach(([left, top, right, bottom], index) => {
      for (const other of words.slice(index + 1)) {
        const across = Math.min(right, other[2]) - Math.max(left, other[0]);
        const down = Math.min(bottom, other[3]) - Math.max(top, other[1]);
        // Boxes are as tall as the font, lines a little closer.
        const sliver = 0.45 * Math.min(bottom - top, other[3] - other[1]);
        assert.ok(across < 1 || down < sliver, `${[left, top, right, bottom]} and ${other}`);
      }
    });
  }
}

describe("text set in lines", () => {
  it("loses and reorders no character, whatever the text", () => {
    for (const text of [
      "",
      "a b",
      "  two  spaces ",
      "甲（乙）丙。丁",
      "x".repeat(500),
      "שלום abc",
      "🙂\u202E\u0301e",
    ]) {
      const units = unitsOf(text, ["text"]);
      const lines = wrap(units, 12);
      assert.deepEqual(lines.flat(), units);
    }
  });

  it("is no wider than asked for, but for spaces at its end", () => {
    for (const text of ["甲".repeat(99), "W".repeat(99), "some words to be broken and more of them", "ا".repeat(50)]) {
      for (const line of wrap(unitsOf(text, ["text"]), 9)) {
        const end = line.findLastIndex((unit) => unit.text !== " ");
        assert.ok(widthOf(line.slice(0, end + 1)) <= 9);
      }
    }
  });

  it("begins no line with a closing sign and ends none with an opening one", () => {
    const lines = wrap(unitsOf("甲乙丙丁，（戊己）庚。辛壬「癸」".repeat(9), ["text"]), 7);
    for (const line of lines) {
      assert.doesNotMatch(line[0]?.text ?? "", /[，）。」]/);
      assert.doesNotMatch(line.at(-1)?.text ?? "", /[（「]/);
    }
  });

  it("composes letters with their marks and decomposed Hangul, and keeps other marks as code points", () => {
    assert.deepEqual(
      unitsOf("e\u0301", ["text"]).map(({ text }) => text),
      ["é"],
    );
    assert.deepEqual(substitutesIn(unitsOf("\u1112\u1161\u11ab", ["text"])), ["U+D55C"]);
    assert.deepEqual(substitutesIn(unitsOf("q\u0301", ["text"])), ["U+0301"]);
  });
});

describe("a QR code", () => {
  it("has exactly the dark modules, inside a quiet zone of four", () => {
    const text = `${publicUrl}/v/0193563f-9a10-7b22-a5d3-0e6f4c1d2b37`;
    const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
    const whole = modules.size + 8;
    const dark = new Set<string>();
    for (const area of qrAreas(text, { x: 0, y: 0, side: whole })) {
      assert.equal(Math.round(area.height), 1);
      for (let step = 0; step < Math.round(area.width); step++) {
        dark.add(`${whole - Math.round(area.y) - 1 - 4} ${Math.round(area.x) + step - 4}`);
      }
    }
    for (let row = 0; row < modules.size; row++) {
      for (let column = 0; column < modules.size; column++) {
        assert.equal(dark.has(`${row} ${column}`), Boolean(modules.get(row, column)), `${row} ${column}`);
      }
    }
    assert.equal(dark.size, modules.data.filter(Boolean).length);
  });
});
