import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, it } from "node:test";
import { formatPolicy, type Policy } from "#lib/core/log/policy.ts";
import { formatReceipt, parseReceipt } from "#lib/core/receipt/receipt.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { OPEN_COMMANDS } from "#lib/features/evidence/receipts/drawing/check.ts";
import { drawReceipt } from "#lib/features/evidence/receipts/drawing/draw-receipt.ts";
import { FairQueue } from "#lib/features/evidence/receipts/drawing/fair-queue.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import {
  bothWitnessesPolicy,
  ledger,
  noWitnessPolicy,
  proof,
  receipt,
  type Signer,
  signedLine,
  thirdWitness,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";
import { CLAIM, CLAIM_HASH_HEX, CLAIM_SM3_HEX, sampleReceipt, sign } from "./pdf-samples.ts";
import { inFolder, missing, runOn } from "./pdf-tools.ts";

const publicUrl = "https://evidence.example.com";
const content = utf8("the content\n");
const noPoppler = missing("pdfdetach");

function proofOf(receipt: Uint8Array): string {
  const parsed = parseReceipt(receipt);
  assert.ok("proof" in parsed && parsed.proof);
  return parsed.proof;
}

describe("the PDF of a receipt", () => {
  for (const locale of LOCALES) {
    it(`verifies as a whole, its file and its seal (${locale})`, async () => {
      const pdf = await renderReceiptPdf({ receipt: sampleReceipt(), locale, publicUrl, sign });
      const { verdict, steps, facts } = verifyReceipt({ receipt: pdf, sha256: sha256(content) });
      assert.equal(verdict, "issuer_unproven");
      assert.equal(facts?.details?.name, "合同 contract.pdf");
      const ok = steps.filter(({ status }) => status === "ok").map(({ name }) => name);
      assert.deepEqual(ok, ["document", "format", "file", "details", "record", "inclusion", "checkpoint"]);
    });

    it(`is the same bytes whenever it is made (${locale})`, async () => {
      const receipt = sampleReceipt({ name: "一口气 file.pdf" });
      const first = await renderReceiptPdf({ receipt, locale, publicUrl, sign });
      // Characters that share a glyph with those of the first name: a font that remembers what it drew would tell.
      await renderReceiptPdf({ receipt: sampleReceipt({ name: "⼀⼝⽓ K Ω" }), locale, publicUrl, sign });
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const again = await renderReceiptPdf({ receipt, locale, publicUrl: `${publicUrl}/`, sign });
      assert.ok(Buffer.from(first).equals(again));
    });
  }

  it("of a receipt of version 2 verifies, and says which additions it does not know", async () => {
    const receipt = sampleReceipt({ extras: [{ kind: "relay", to: "somewhere" }] });
    const pdf = await renderReceiptPdf({ receipt, locale: "zh-CN", publicUrl, sign });
    const { verdict, steps, facts } = verifyReceipt({ receipt: pdf, sha256: sha256(content) });
    assert.deepEqual([verdict, facts?.details?.name], ["issuer_unproven", "合同 contract.pdf"]);
    const ok = steps.filter(({ status }) => status === "ok").map(({ name }) => name);
    assert.deepEqual(ok, ["document", "format", "file", "details", "record", "inclusion", "checkpoint"]);
    assert.equal(steps.find(({ name }) => name === "extras")?.found, "relay");
  });

  it("is the same bytes in another process", async () => {
    const here = await renderReceiptPdf({ receipt: sampleReceipt(), locale: "zh-CN", publicUrl, sign });
    const script = `
      import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
      import { sampleReceipt, sign } from "#tests/features/evidence/receipts/pdf-samples.ts";
      const pdf = await renderReceiptPdf({ receipt: sampleReceipt(), locale: "zh-CN", publicUrl: "${publicUrl}", sign });
      process.stdout.write(Buffer.from(pdf).toString("base64"));`;
    const options = { encoding: "utf8", env: { ...process.env, TZ: "America/New_York", LANG: "de_DE.UTF-8" } } as const;
    const there = execFileSync(process.execPath, ["--input-type=module", "-e", script], options);
    assert.ok(Buffer.from(here).equals(Buffer.from(there, "base64")));
  });

  it("differs when its language or its facts do", async () => {
    const make = (locale: "en" | "zh-CN", name: string) =>
      renderReceiptPdf({ receipt: sampleReceipt({ name }), locale, publicUrl, sign });
    const pdfs = [await make("en", "a"), await make("en", "b"), await make("zh-CN", "a")];
    assert.equal(new Set(pdfs.map((pdf) => toBase64(sha256(pdf)))).size, 3);
  });

  it("attaches exactly the receipt and its proof", { skip: noPoppler }, async () => {
    const receipt = sampleReceipt();
    const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl, sign });
    inFolder((folder) => {
      writeFileSync(join(folder, "receipt.pdf"), pdf);
      execFileSync("pdfdetach", ["-saveall", "receipt.pdf"], { cwd: folder });
      assert.ok(readFileSync(join(folder, "receipt.json")).equals(receipt));
      assert.equal(readFileSync(join(folder, "receipt.tlog-proof"), "utf8"), proofOf(receipt));
    });
    assert.match(runOn(pdf, "pdfdetach", "-list", "PDF"), /^2 embedded files/);
  });

  it("of a record that is not anchored says so and attaches no proof", { skip: noPoppler }, async () => {
    const receipt = sampleReceipt({ anchored: false });
    const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl, sign });
    const { verdict, steps } = verifyReceipt({ receipt: pdf });
    assert.equal(verdict, "not_anchored");
    assert.equal(steps[0]?.status, "ok");
    assert.match(runOn(pdf, "pdfdetach", "-list", "PDF"), /^1 embedded files/);
    const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-");
    assert.match(text, /Recorded, not anchored yet/);
    assert.doesNotMatch(text, /Anchored in the ledger|Merkle root/);
  });

  it("has its title, language, date, embedded fonts and structure", { skip: noPoppler }, async () => {
    const pdf = await renderReceiptPdf({ receipt: sampleReceipt(), locale: "zh-CN", publicUrl, sign });
    const info = runOn(pdf, "pdfinfo", "-isodates", "PDF");
    assert.match(info, /Title: +存证凭证 0193563f-9a10-7b22-a5d3-0e6f4c1d2b37/);
    assert.match(info, /CreationDate: +2026-11-22T13:55:03/);
    assert.match(info, /Tagged: +yes/);
    assert.match(info, /Page size: +595.28 x 841.89 pts \(A4\)/);
    assert.ok(Buffer.from(pdf).includes("/Lang (zh-CN)"));
    assert.match(
      runOn(pdf, "pdfinfo", "-struct", "PDF"),
      /H1[\s\S]*Figure\n *Figure[\s\S]*H2[\s\S]*Table[\s\S]*TR[\s\S]*TH[\s\S]*TD[\s\S]*Code/,
    );
    const fonts = runOn(pdf, "pdffonts", "PDF").trim().split("\n").slice(2);
    assert.equal(fonts.length, 3);
    // embedded, a subset, mapped to Unicode
    for (const font of fonts) assert.match(font, /^[A-Z]{6}\+\S+ .* yes yes yes /);
  });

  it("says what it shows, who has signed and how to check, in both languages", { skip: noPoppler }, async () => {
    const digest = "3ef9 5505 02e5 54fb e76d 38ef a3b8 5739 4d56 618f a8fc c8b4 a268 6c2d f2cb 5019";
    const shared = [digest, "合同 contract.pdf", "2026-11-22 13:55:03.123 UTC", "2026-11-22 21:55:03.123 UTC+08:00"];
    const own = {
      en: [
        "Nobody but the operator has signed this checkpoint",
        "This page is for reading only",
        "No. 3, counted from 0",
      ],
      "zh-CN": ["除运营方外，无人签署该检查点", "本页仅供阅读，核验的对象是", "第 3 号（自 0 起计）"],
    };
    for (const locale of LOCALES) {
      const pdf = await renderReceiptPdf({ receipt: sampleReceipt(), locale, publicUrl, sign });
      const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-").replace(/\s+/g, " ");
      for (const phrase of [...shared, ...own[locale]]) assert.ok(text.includes(phrase), phrase);
    }
  });

  it("says what a claim states, in both languages", { skip: noPoppler }, async () => {
    const grouped = CLAIM_HASH_HEX.replace(/(.{4})(?=.)/g, "$1 ");
    const own = {
      en: ["Event in a chain", "12.50 CNY", "did:web:example.org"],
      "zh-CN": ["事件链中的事件", "自有字段", "A-17"],
    };
    for (const locale of LOCALES) {
      const pdf = await renderReceiptPdf({ receipt: sampleReceipt(CLAIM), locale, publicUrl, sign });
      const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-").replace(/\s+/g, " ");
      for (const phrase of ["SHA3-256", "SM3", ...own[locale]]) assert.ok(text.includes(phrase), phrase);
      assert.equal(text.split(grouped).length - 1, 4, "a digest and three parents");
      assert.ok(text.includes(CLAIM_SM3_HEX.replace(/(.{4})(?=.)/g, "$1 ")), "and another digest");
    }
  });

  it("names who cosigned and when, and counts those for whom there is no room", { skip: noPoppler }, async () => {
    const cosigners = Array.from({ length: 14 }, (_, at) => `w${at}.example`);
    const pdf = await renderReceiptPdf({ receipt: sampleReceipt({ cosigners }), locale: "en", publicUrl, sign });
    const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-").replace(/\s+/g, " ");
    assert.match(text, /w0\.example, 2026-09-21 \d\d:\d\d:\d\d\.000 UTC w1\.example, /);
    assert.match(text, /w11\.example, [0-9-]+ [0-9:.]+ UTC and 2 more Each line is a cosignature/);
    assert.doesNotMatch(text, /w12\.example|Nobody but the operator/);
  });

  it("says whether that is as many as the ledger's policy asks for", { skip: noPoppler }, async () => {
    const signs = (text: string) => signedLine(ledger, text);
    const textWith = async (cosigners: readonly Signer[], policy?: Policy) => {
      const made = formatReceipt(receipt({ proof: proof({ cosigners }) }));
      const stated = policy && { policy: formatPolicy(policy) };
      const pdf = await renderReceiptPdf({ receipt: made, locale: "en", publicUrl, sign: signs, ...stated });
      return runOn(pdf, "pdftotext", "-layout", "PDF", "-").replace(/\s+/g, " ");
    };
    const policy = bothWitnessesPolicy;
    assert.match(
      await textWith(witnesses, policy),
      / Witnessed: .* asks for 2 of its 2 witnesses, and 2 of them signed/,
    );
    assert.match(await textWith([witnesses[0]], policy), /Not witnessed: .* 2 of its 2 witnesses, and only 1 of them/);
    assert.match(await textWith([thirdWitness], policy), /Not witnessed: .* and none of them signed/);
    assert.match(await textWith([], noWitnessPolicy), /Not witnessed: .* asks for no witness/);
    assert.doesNotMatch(await textWith(witnesses), /itnessed:/);
  });

  it("prints commands that work as they stand", {
    skip: noPoppler || missing("jq") || missing("openssl"),
  }, async () => {
    const receipt = sampleReceipt({ name: "合同 “copy”.pdf" });
    const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl, sign });
    inFolder((folder) => {
      writeFileSync(join(folder, "RECEIPT.pdf"), pdf);
      writeFileSync(join(folder, "FILE"), content);
      const answers = OPEN_COMMANDS.split("\n").map((line) =>
        execFileSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" }),
      );
      const [, fileDigest, recordedDigest, recordDigest, entry] = answers;
      assert.equal(fileDigest, recordedDigest);
      assert.equal(recordDigest?.trim(), entry?.split("\n")[2]);
    });
  });

  it("is not made of a receipt that does not hold, nor under another key's seal", async () => {
    const receipt = sampleReceipt();
    const spoilt = utf8(new TextDecoder().decode(receipt).replace("contract.pdf", "contract.pdx"));
    const make = (input: { receipt: Uint8Array; sign: (text: string) => string }) =>
      renderReceiptPdf({ locale: "en", publicUrl, ...input });
    await assert.rejects(make({ receipt: spoilt, sign }), /details, digest_mismatch/);
    await assert.rejects(make({ receipt: utf8("{}"), sign }), /cannot be read/);
    await assert.rejects(make({ receipt, sign: (text) => sign(`${text}more\n`) }), /document, signature_invalid/);
    await assert.rejects(make({ receipt, sign: () => "not a line" }), RangeError);
  });

  it("is made for many at once, each its own, in another thread", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}.pdf`);
    const make = (name: string, caller = "one") =>
      drawReceipt({ caller }, { receipt: sampleReceipt({ name }), locale: "en", publicUrl, sign });
    const pdfs = await Promise.all(names.map((name) => make(name)));
    const found = pdfs.map((pdf) => verifyReceipt({ receipt: pdf }).facts?.details?.name);
    assert.deepEqual(found, names);
    const here = await renderReceiptPdf({ receipt: sampleReceipt({ name: "0.pdf" }), locale: "en", publicUrl, sign });
    assert.ok(Buffer.from(here).equals(pdfs[0] ?? Buffer.of()));
  });

  it("keeps this thread free while it is drawn, and what goes wrong there is told here", async () => {
    const input = { receipt: sampleReceipt(), locale: "en", publicUrl, sign } as const;
    await drawReceipt({ caller: "one" }, input);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const before = process.cpuUsage();
    for (let times = 0; times < 5; times += 1) await drawReceipt({ caller: "one" }, input);
    delays.disable();
    const used = process.cpuUsage(before);
    const drawing = (used.user + used.system) / 5_000;
    const longest = delays.max / 1e6;
    console.log(
      `drawing: ${drawing.toFixed(0)} ms of processor time each; this thread was kept ${longest.toFixed(0)} ms`,
    );
    await assert.rejects(drawReceipt({ caller: "one" }, { ...input, receipt: utf8("{}") }), /cannot be read/);
    await assert.rejects(
      drawReceipt({ caller: "one" }, { ...input, sign: () => Promise.reject(new Error("no key")) }),
      /no key/,
    );
    assert.ok(await drawReceipt({ caller: "one" }, input), "and the next is drawn");
  });

  it("is refused to whoever asks for too many at once, and when too many ask", async () => {
    const gone = new AbortController();
    const make = (caller: string) =>
      drawReceipt({ caller, signal: gone.signal }, { receipt: sampleReceipt(), locale: "en", publicUrl, sign });
    const codes = async (callerOf: (at: number) => string) => {
      const asked = Array.from({ length: 200 }, (_, at) => make(callerOf(at)));
      // Whoever waits leaves.
      setImmediate(() => gone.abort());
      const ended = await Promise.allSettled(asked);
      return new Set(
        ended.flatMap((each) => (each.status === "rejected" ? [each.reason.code ?? each.reason.name] : [])),
      );
    };
    assert.ok((await codes(() => "one")).has("too_many_at_once"));
    assert.ok((await codes(String)).has("unavailable"));
  });
});

describe("the queue of drawings", () => {
  it("takes each caller in turn, so that who asks for many keeps nobody waiting", async () => {
    const queue = new FairQueue({ perCallerMax: 10, totalMax: 15 });
    const order: string[] = [];
    const ask = (caller: string, name: string) =>
      queue.run(caller, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(name);
      });
    const asked = [1, 2, 3, 4, 5].map((n) => ask("bank", `bank ${n}`));
    asked.push(ask("ada", "ada 1"), ask("bob", "bob 1"), ask("ada", "ada 2"));
    await Promise.all(asked);
    assert.deepEqual(order, ["bank 1", "bank 2", "ada 1", "bob 1", "bank 3", "ada 2", "bank 4", "bank 5"]);
  });

  it("has its place again when a drawing fails", async () => {
    const queue = new FairQueue({ perCallerMax: 1, totalMax: 1 });
    const failing = queue.run("a", () => Promise.reject(new Error("no")));
    const next = queue.run("b", async () => "drawn");
    await assert.rejects(
      queue.run("c", async () => "never"),
      { code: "unavailable" },
    );
    await assert.rejects(failing, /no/);
    assert.equal(await next, "drawn");
    assert.equal(await queue.run("c", async () => "drawn"), "drawn");
  });
});
