/** What stands on which page of a receipt: the first is whole for its reader, the last is for whoever checks it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import qrcode from "qrcode";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { type ReceiptPdfInput, renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { catalogue } from "#lib/i18n/catalogue.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import { toPaperPicture } from "#lib/infra/pictures/paper-picture.ts";
import { MARGIN, PAGE } from "#lib/pdf/style.ts";
import { png } from "#tests/infra/pictures/pictures.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import {
  checkpointOf,
  ORDINARY_NAME,
  ORDINARY_POLICY,
  type OrdinaryOptions,
  ordinaryReceipt,
} from "./ordinary-receipt.ts";
import { LEDGER_KEY, sampleReceipt, sign } from "./pdf-samples.ts";
import { missing, type Picture, rasterise, runOn } from "./pdf-tools.ts";

const publicUrl = "https://evidence.example.com";
const RECEIVED = { en: "2026-11-22 13:55:03.123 UTC", "zh-CN": "2026-11-22 21:55:03.123 UTC+08:00（北京时间）" };

function draw(receipt: Uint8Array, locale: Locale, more: Partial<ReceiptPdfInput> = {}): Promise<Uint8Array> {
  return renderReceiptPdf({ receipt, locale, publicUrl, policy: ORDINARY_POLICY, policyEpoch: 1n, sign, ...more });
}

/** The text of each page, white space as one space. */
function pagesOf(pdf: Uint8Array): string[] {
  const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-").split("\f").slice(0, -1);
  return text.map((page) => page.replace(/\s+/g, " "));
}

describe("the pages of a receipt", { skip: missing("pdftotext") || OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  before(async () => {
    tsa = await makeTsa();
  });
  after(() => tsa.remove());
  const stamped = async (options: OrdinaryOptions = {}) => {
    const token = await tsa.stamp(checkpointOf(ordinaryReceipt(options)));
    return ordinaryReceipt({ ...options, tokens: [token] });
  };

  for (const locale of LOCALES) {
    it(`are two as a rule: one for the reader, one with keys and commands (${locale})`, async () => {
      for (const name of Object.values(ORDINARY_NAME)) {
        assert.equal(name.length, 60);
        const [first = "", second = "", ...others] = pagesOf(await draw(await stamped({ name }), locale));
        assert.deepEqual(others, []);
        const words = catalogue[locale].receiptPdf;
        const whole = [words.state.witnessedTimestamped, RECEIVED[locale], "示例银行 Example Bank", words.check];
        for (const phrase of whole) assert.ok(first.includes(phrase), phrase);
        assert.ok(first.replaceAll(" ", "").includes(name.replaceAll(" ", "")), "the name, whole");
        for (const technical of ["openssl", "jq ", LEDGER_KEY, words.root]) {
          assert.ok(!first.includes(technical), technical);
          assert.ok(second.includes(technical), technical);
        }
        assert.match(second, /witness\.example\.net\+[0-9a-f]{8} ML-DSA-44/);
      }
    });
  }

  for (const [shape, width, height] of [
    ["wide", 2_000, 100],
    ["tall", 100, 300],
    ["square", 400, 400],
  ] as const) {
    it(`have the submitter’s logo on the first where it has one, beside its name, and are no more for it (${shape})`, async () => {
      const made = await toPaperPicture(await png(width, height));
      assert.ok("png" in made);
      for (const locale of LOCALES) {
        const receipt = await stamped({ name: ORDINARY_NAME[locale] });
        const pdf = await draw(receipt, locale, { logo: made.png });
        assert.equal(pagesOf(pdf).length, 2);
        const [, , image = "", ...more] = runOn(pdf, "pdfimages", "-list", "PDF").trim().split("\n");
        assert.match(image, /^ +1 +0 +image .* rgb +3 +8 +image +no /);
        assert.deepEqual(more, []);
        const structure = runOn(pdf, "pdfinfo", "-struct-text", "PDF");
        assert.match(structure, /TD\s+Figure\s+""\s+"示例银行 Example Bank/);
        assert.ok(pdf.length - (await draw(receipt, locale)).length < made.png.length + 4_096);
      }
    });
  }

  it("have the highest state as their headline", async () => {
    const { state } = catalogue.en.receiptPdf;
    const receipts: [string, Uint8Array][] = [
      [state.recorded, sampleReceipt({ anchored: false })],
      [state.anchored, ordinaryReceipt({ witnessed: 1 })],
      [state.witnessed, ordinaryReceipt({ witnessed: 2 })],
      [state.timestamped, await stamped({ witnessed: 0 })],
      [state.witnessedTimestamped, await stamped()],
    ];
    for (const [headline, receipt] of receipts) {
      const [first = ""] = pagesOf(await draw(receipt, "en"));
      const found = Object.values(state).filter((each) => first.includes(` ${each} `) || first.includes(`${each} The`));
      assert.ok(found.includes(headline), `${headline}: ${first.slice(0, 200)}`);
      assert.ok(first.indexOf(headline) < 100, headline);
    }
  });

  it("begin with name, organisation, time, state and code, whatever the receipt holds", async () => {
    const fields = Object.fromEntries(
      Array.from(
        { length: 32 },
        (_, at) => [`${at}${"名W".repeat(30)}`, { type: "text", value: "值".repeat(256) }] as const,
      ),
    );
    const many = Array.from({ length: 60 }, (_, at) => `w${at}.${"w".repeat(200)}`);
    const receipts = {
      "a name of boxes": await stamped({ name: "\u{2A6D6}".repeat(512), organisation: "\u{2A6D6}".repeat(128) }),
      "own fields": await stamped({ fields }),
      cosigners: sampleReceipt({ cosigners: many, name: "合同".repeat(127) }),
      "nothing disclosed": await stamped({ type: "digest", withDetails: false }),
      recorded: sampleReceipt({ anchored: false, name: "W".repeat(255) }),
    };
    for (const [what, receipt] of Object.entries(receipts)) {
      for (const locale of LOCALES) {
        const pdf = await draw(receipt, locale);
        const [first = ""] = pagesOf(pdf);
        const { parts } = openReceipt(receipt);
        assert.ok(first.includes(RECEIVED[locale]), `${what}: time`);
        const organisation = parts?.record?.submitter.name ?? "";
        const name = parts?.details?.name ?? catalogue[locale].receiptPdf.nameWithheld;
        for (const text of [organisation, name]) {
          const start = [...text].slice(0, 6).map((each) => (each === "\u{2A6D6}" ? "U+2A6D6" : each));
          assert.ok(first.replaceAll(" ", "").includes(start.join("").replaceAll(" ", "")), `${what}: ${text}`);
        }
        const url = `${publicUrl}/v/${parts?.record?.id}`;
        assertCode(rasterise(pdf, 100)[0], url);
      }
    }
  });

  it("lose nothing of a name that the first has no room for", async () => {
    const name = Array.from({ length: 500 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join("");
    const pages = pagesOf(await draw(await stamped({ name }), "zh-CN"));
    const [first = "", second = ""] = pages.map((page) => page.replaceAll(" ", ""));
    assert.match(first, /…/);
    assert.ok(!first.includes(name.slice(-20)));
    assert.ok(second.includes(name.slice(-20)));
    assert.equal(pages.length, 2);
  });

  it("draw own fields by their types, under a heading that says whose they are", async () => {
    const fields = {
      "Contract number": { type: "text", value: "SBU-2026-117" },
      Amount: { type: "amount", value: "-1284500.05", currency: "CNY" },
      Copies: { type: "number", value: "20261117" },
      Until: { type: "time", value: "2031-11-20T15:59:59.000Z" },
    } as const;
    const [first = ""] = pagesOf(await draw(await stamped({ fields }), "en"));
    assert.match(
      first,
      /The submitter’s own fields Amount -1,284,500\.05 CNY Contract number SBU-2026-117 Copies 20261117/,
    );
    assert.match(first, /Until 2031-11-20 15:59:59\.000 UTC \/ 2031-11-20 23:59:59\.000 UTC\+08:00/);
  });
});

/** Every module of the code, read in its middle from a grey picture of 100 dpi, is what the address makes it. */
function assertCode(page: Picture | undefined, url: string): void {
  assert.ok(page);
  const { modules } = qrcode.create(url, { errorCorrectionLevel: "M" });
  const pixel = (points: number) => (points * page.width) / PAGE[0];
  const unit = pixel(124) / (modules.size + 8);
  const left = pixel(PAGE[0] - MARGIN.side + 11) - unit * (modules.size + 4);
  const top = pixel(MARGIN.top + 30 - 11) + unit * 4;
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      const [x, y] = [left + (column + 0.5) * unit, top + (row + 0.5) * unit].map(Math.floor) as [number, number];
      const dark: boolean = (page.pixels[y * page.width + x] ?? 255) < 128;
      assert.equal(dark, Boolean(modules.get(row, column)), `module ${row} ${column} of ${url}`);
    }
  }
}
