import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { type Browser, chromium, type Page } from "@playwright/test";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { inVisualOrder } from "#lib/pdf/bidi.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { prepareText, substitutesIn, type Text, unitsOf, widthOf, wrap } from "#lib/pdf/text.ts";
import { sampleReceipt, sign } from "#tests/features/evidence/receipts/pdf-samples.ts";
import { missing, runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";
import { lineDocument, MIXED, NAMES, pictureByBrowser, pictureByUs, strayInk } from "./scripts.ts";

const noPoppler = missing("pdftotext");
const publicUrl = "https://evidence.example.com";
const { faces } = STYLE.value;
/** Two rasterisers differ by a percent at the edges of small marks; one misplaced mark or unjoined letter makes it several. */
const STRAY_MAX = 0.02;
/** poppler marks what runs from right to left. */
const EMBEDDING = /[\u202a-\u202e]/g;

before(() => prepareText(["é\u0301"], faces));

/** What stands on the line, from left to right. */
function seen(text: Text): string {
  return inVisualOrder(unitsOf(text, faces))
    .flatMap((unit) => (unit.substitute ? [`<${unit.text}>`] : unit.text))
    .join("");
}

describe("names in the scripts that they are written in", () => {
  for (const name of NAMES) {
    it(`have a glyph for every character, in both weights: ${name}`, () => {
      for (const style of [STYLE.value, STYLE.name]) {
        const units = unitsOf(name, style.faces);
        assert.deepEqual(substitutesIn(units), []);
        assert.equal(units.map(({ text }) => text).join(""), name);
        for (const glyph of units.flatMap(({ glyphs }) => glyphs)) assert.notEqual(glyph.id, 0);
      }
    });

    it(`are copied out as they were written: ${name}`, { skip: noPoppler }, async () => {
      const text = runOn(await lineDocument(name), "pdftotext", "PDF", "-").replaceAll(EMBEDDING, "");
      assert.equal(text.trim(), name);
    });
  }

  it("are drawn in one font a script, accents and all", () => {
    const greek = unitsOf("Παππας Ελένη contract", faces);
    assert.deepEqual([...new Set(greek.slice(0, 6).map((unit) => unit.face))], ["european"]);
    assert.equal(greek.at(-1)?.face, "text");
    assert.equal(unitsOf("Παππας", faces)[0]?.face, "text");
  });

  it("that share a glyph are copied out each as what it is", { skip: noPoppler }, async () => {
    const text = runOn(await lineDocument("一⼀口⼝ΩΩ"), "pdftotext", "PDF", "-");
    assert.equal(text.trim(), "一⼀口⼝ΩΩ");
  });

  it("stand as code points where no font has them, beside those that have one", () => {
    assert.equal(seen("সো 🙂 홍"), "<U+09B8><U+09CB> <U+1F642> 홍");
    assert.deepEqual(substitutesIn(unitsOf("𪛖", faces)), ["U+2A6D6"]);
  });
});

describe("signs that cannot be seen", () => {
  it("are no part of a word unless they change how it looks", () => {
    assert.equal(seen("د\u200cر"), "ر<U+200C>د");
    assert.deepEqual(substitutesIn(unitsOf("می\u200cخواهم", faces)), []);
    assert.deepEqual(substitutesIn(unitsOf("क्\u200dष", faces)), []);
    assert.deepEqual(substitutesIn(unitsOf("दे\u200cव", faces)), ["U+200C"]);
    assert.deepEqual(substitutesIn(unitsOf("Ελ\u200dένη", faces)), ["U+200D"]);
    assert.deepEqual(substitutesIn(unitsOf("م\u061cم \u115f가 é\u034fm", faces)), ["U+061C", "U+115F", "U+034F"]);
  });

  it("cost little, however many there are", () => {
    const begun = process.cpuUsage();
    unitsOf("م\u200c".repeat(255), faces);
    unitsOf("د\u200cم\u200cق\u200d".repeat(85), faces);
    unitsOf("م".repeat(512), faces);
    const { user, system } = process.cpuUsage(begun);
    assert.ok(user + system < 1_500_000, `${(user + system) / 1000} ms`);
  });

  it("reorder nothing", () => {
    assert.equal(seen("a\u202efdp.exe"), "a<U+202E>fdp.exe");
    assert.equal(seen("עב\u202dגד"), "דג<U+202D>בע");
    assert.equal(seen("x\u2067y\u2069"), "x<U+2067>y<U+2069>");
  });

  it("and towers of marks reach into no other line", () => {
    assert.deepEqual(substitutesIn(unitsOf(`q${"\u0302".repeat(5)}`, faces)), ["U+0302"]);
    assert.deepEqual(substitutesIn(unitsOf("q\u0302", faces)), []);
  });
});

describe("lines in both directions", () => {
  it("run as the Unicode Bidirectional Algorithm says", () => {
    assert.equal(seen("abc אבג 12 def"), "abc 12 גבא def");
    // Parentheses are told by what they are, not by how they look there.
    assert.equal(seen("אבג (12) def"), "def )12( גבא");
    assert.equal(seen("محمد 12"), "12 دمحم");
  });

  it("keep a name from its neighbours", () => {
    assert.equal(seen([{ isolated: "محمد" }, ", 2026-09-21 UTC"]), "دمحم, 2026-09-21 UTC");
    // What isolation is for: behind Arabic letters a date is turned around.
    assert.equal(seen("محمد, 2026-09-21"), "21-09-2026 ,دمحم");
  });

  it("break between words, in Thai between those of a dictionary", () => {
    const breaks = (text: string, width: number) =>
      wrap(unitsOf(text, faces), width).map((line) => line.map((unit) => unit.text).join(""));
    const thai = "ใบเสร็จรับเงินค่าธรรมเนียมการศึกษา";
    const words = [...new Intl.Segmenter("th", { granularity: "word" }).segment(thai)].map(({ index }) => index);
    const lines = breaks(thai, 6);
    assert.ok(lines.length > 2);
    let at = 0;
    for (const line of lines) {
      assert.ok(words.includes(at), line);
      at += line.length;
    }
    assert.deepEqual(breaks("محمد بن عبد الله", 3), ["محمد ", "بن عبد ", "الله"]);
    for (const line of wrap(unitsOf("क्षत्रिय".repeat(30), faces), 9)) assert.ok(widthOf(line) <= 9);
  });
});

describe("a line as a browser sets it in the same fonts", { skip: noPoppler }, () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
    page = await browser.newPage();
  });
  after(() => browser.close());

  for (const text of [...NAMES, ...MIXED]) {
    it(`lies where ours lies: ${text}`, async () => {
      const [ours, theirs] = [await pictureByUs(text), await pictureByBrowser(page, text)];
      const stray = Math.max(strayInk(ours, theirs, 1), strayInk(theirs, ours, 1));
      assert.ok(stray < STRAY_MAX, `${(stray * 100).toFixed(2)} % of the ink is elsewhere`);
    });
  }
});

describe("a receipt in other scripts", () => {
  const draw = (name: string) =>
    renderReceiptPdf({ receipt: sampleReceipt({ name, organisation: name }), locale: "en", publicUrl, sign });

  it("is the same bytes whatever was drawn before, and in another process", async () => {
    const name = NAMES.join(" ");
    const here = await draw(name);
    for (const other of MIXED) await draw(other);
    assert.ok(Buffer.from(here).equals(await draw(name)));
    const script = `
      import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
      import { sampleReceipt, sign } from "#tests/features/evidence/receipts/pdf-samples.ts";
      const name = ${JSON.stringify(name)};
      const receipt = sampleReceipt({ name, organisation: name });
      const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl: "${publicUrl}", sign });
      process.stdout.write(Buffer.from(pdf).toString("base64"));`;
    const there = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    assert.ok(Buffer.from(here).equals(Buffer.from(there, "base64")));
  });

  it("reads their fonts only when a name wants them", () => {
    const script = (name: string, locale: Locale) => `
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const read = fs.readFileSync;
      const files = [];
      fs.readFileSync = (path, ...rest) => {
        if (/\\.(ttf|wasm)$/.test(String(path))) files.push(String(path).replace(/.*\\//, ""));
        return read(path, ...rest);
      };
      syncBuiltinESMExports();
      const { renderReceiptPdf } = await import("#lib/features/evidence/receipts/drawing/render-receipt.ts");
      const { sampleReceipt, sign } = await import("#tests/features/evidence/receipts/pdf-samples.ts");
      const receipt = sampleReceipt({ name: ${JSON.stringify(name)} });
      await renderReceiptPdf({ receipt, locale: "${locale}", publicUrl: "${publicUrl}", sign });
      console.log(files.sort().join(" "));`;
    const read = (name: string, locale: Locale = "zh-CN") =>
      execFileSync(process.execPath, ["--input-type=module", "-e", script(name, locale)], { encoding: "utf8" }).trim();
    const usual = ["JetBrainsMono_400Regular.ttf", "NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"];
    assert.equal(read("合同 éßЖΩ.pdf"), usual.join(" "));
    // English has apostrophes of its own.
    assert.equal(read("合同 éßЖΩ.pdf", "en"), [...usual, "NotoSans_400Regular.ttf"].join(" "));
    const thai = read("สมชาย");
    assert.match(thai, /NotoSansThai_700Bold/);
    assert.doesNotMatch(thai, /NotoSans(KR|HK|JP|Arabic)/);
  });
});
