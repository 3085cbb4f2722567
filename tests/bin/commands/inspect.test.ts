import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import {
  CLAIM,
  CLAIM_SM3_HEX,
  LEDGER_KEY,
  sampleReceipt,
  sign,
} from "#tests/features/evidence/receipts/pdf-samples.ts";
import { lacks, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";
import { sealbook } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-inspect-"));
const receipt = sampleReceipt();
const parsed = parseReceipt(receipt);
assert.ok(!("failed" in parsed) && parsed.proof);
const proof = parsed.proof;
const [qpdf] = RESAVINGS;
const lacksQpdf = qpdf && lacks(qpdf);
const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl: "https://evidence.example.com", sign });
const saved = qpdf && !lacksQpdf ? resave(pdf, qpdf) : "";
const secret = `PRIVATE+KEY+w1.example+01020304+${Buffer.alloc(33, 7).toString("base64")}\n`;

before(() => {
  const files = {
    "receipt.json": receipt,
    "bent.json": Buffer.from(receipt).toString().replace('\\"size\\":12', '\\"size\\":13'),
    "claim.json": sampleReceipt(CLAIM),
    "receipt.tlog-proof": proof,
    "bent.tlog-proof": proof.replace(/index \d+/, "index 99"),
    policy: `log ${LEDGER_KEY}\nquorum none\n`,
    "key.private": secret,
    "hostile.txt": `log \u202e${LEDGER_KEY}\nquorum none\n`,
    file: "the content\n",
    "resaved.pdf": saved,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});
after(() => rmSync(folder, { recursive: true }));

const run = (line: string, env: Record<string, string> = {}) => sealbook(line.split(" "), { cwd: folder, env });

describe("sealbook inspect", () => {
  it("says of each file what it is, states, and lacks", async () => {
    const { code, stdout } = await run("inspect receipt.json receipt.tlog-proof policy file");
    assert.equal(code, 0);
    assert.match(stdout, /receipt\.json[\s\S]*Sealbook receipt\n[\s\S]*Signature +holds/);
    assert.match(stdout, /receipt\.tlog-proof[\s\S]*tlog-proof: that an entry is in a ledger[\s\S]*Entry +3/);
    assert.match(stdout, /the receipt that belongs to it, in JSON or PDF/);
    assert.match(stdout, /Policy: whom its owner trusts/);
    assert.match(stdout, /SHA-256 +3ef9550502e554fb[\s\S]*File of another kind/);
    assert.match((await run("inspect policy", { LC_ALL: "zh_CN.UTF-8" })).stdout, /策略：其所有者信任谁/);
  });

  it("prints each step of a PDF that was saved anew once", { skip: lacksQpdf }, async () => {
    const { code, stdout } = await run("inspect resaved.pdf");
    assert.equal(code, 1);
    assert.match(stdout, /Document +does not hold/);
    assert.equal(stdout.match(/^ {2}Signature +holds$/gm)?.length, 1);
  });

  it("says what a claim states", async () => {
    const { code, stdout } = await run("inspect claim.json");
    assert.equal(code, 0);
    assert.match(stdout, /^ *Kind +Event in a chain$/m);
    assert.match(stdout, new RegExp(`^ *SM3 +${CLAIM_SM3_HEX}$`, "m"));
    assert.match(stdout, /^ *Own field “sum” +12\.50 CNY$/m);
    assert.match((await run("inspect claim.json", { LC_ALL: "zh_CN.UTF-8" })).stdout, /^ *类别 +事件链中的事件$/m);
  });

  it("prints JSON for programs", async () => {
    const { code, stdout } = await run("inspect receipt.tlog-proof nowhere --json");
    const { exitCode, files } = JSON.parse(stdout);
    assert.deepEqual([code, exitCode], [2, 2]);
    const [found, absent] = files;
    assert.deepEqual(
      [found.kind, found.missing, absent.error.code],
      ["proof", ["receipt", "policy"], "file_unreadable"],
    );
    assert.equal(found.size, Buffer.byteLength(proof));
  });

  it("ends with 1 when something in a file does not hold", async () => {
    for (const name of ["bent.json", "bent.tlog-proof"]) assert.equal((await run(`inspect ${name}`)).code, 1, name);
  });

  it("prints nothing of a private key, and warns", async () => {
    const { stdout } = await run("inspect key.private");
    assert.match(stdout, /Private key: keep it secret/);
    assert.doesNotMatch(stdout, /w1\.example|01020304|BwcH/);
    const json = await run("inspect key.private --json");
    assert.doesNotMatch(json.stdout, /w1\.example|01020304|BwcH/);
  });

  it("lets no file steer the terminal", async () => {
    assert.doesNotMatch((await run("inspect hostile.txt")).stdout, /\u202e/);
  });
});

describe("sealbook verify of a file that is no receipt", () => {
  it("checks a proof as far as it goes, and names what is missing", async () => {
    const { code, stdout } = await run("verify receipt.tlog-proof --policy policy");
    assert.equal(code, 2);
    assert.match(stdout, /Signature +holds/);
    assert.match(stdout, /Path to the root +not checked/);
    assert.match(stdout, /To check more it takes\n +the receipt that belongs to it/);
    assert.equal((await run("verify bent.tlog-proof --policy policy")).code, 1);
    const json = JSON.parse((await run("verify receipt.tlog-proof --json")).stdout);
    assert.deepEqual([json.exitCode, json.inspection.kind], [2, "proof"]);
  });

  it("says what it is instead", async () => {
    const { code, stderr, stdout } = await run("verify key.private");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /Private key: keep it secret.*key\.private is not a Sealbook receipt/);
  });
});
