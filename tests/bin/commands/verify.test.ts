import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ed25519 } from "@noble/curves/ed25519.js";
import { formatVerifierKey } from "#lib/core/log/note.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import {
  CLAIM,
  CLAIM_HASH_HEX,
  CLAIM_SM3_HEX,
  LEDGER_KEY,
  ORIGIN,
  sampleReceipt,
  sign,
} from "#tests/features/evidence/receipts/pdf-samples.ts";
import { lacks, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";
import { isOtherFile } from "../../../bin/commands/not-a-receipt.ts";
import { type CliOptions, sealbook } from "./run-cli.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DIGEST = "3ef9550502e554fbe76d38efa3b857394d56618fa8fcc8b4a2686c2df2cb5019";
const folder = mkdtempSync(join(tmpdir(), "sealbook-verify-"));
const receipt = sampleReceipt();
const text = Buffer.from(receipt).toString();
const pdf = await renderReceiptPdf({ receipt, locale: "zh-CN", publicUrl: "https://evidence.example.com", sign });

/** The same bytes with one text in the place of another. */
function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  assert.ok(text.includes(from), from);
  return Buffer.from(text.replace(from, to), "latin1");
}

function otherKey(name: string): string {
  return formatVerifierKey({ name, publicKey: ed25519.getPublicKey(sha256(utf8("another key"))) });
}

const [qpdf] = RESAVINGS;
const saved = qpdf && !lacks(qpdf) ? resave(pdf, qpdf) : "";

const FILES: Record<string, Uint8Array | string> = {
  "receipt.json": receipt,
  "receipt.pdf": pdf,
  "bent.json": changed(receipt, '\\"size\\":12', '\\"size\\":13'),
  "bent.pdf": changed(pdf, "/Title", "/Tinle"),
  "claim.json": sampleReceipt(CLAIM),
  "unknown.json": sampleReceipt({
    claim: { kind: "sculpture" },
    fields: { "\u202ex": { type: "text", value: "y\u200b" } },
  }),
  "recorded.json": sampleReceipt({ anchored: false }),
  "public.json": sampleReceipt({ withDetails: false }),
  "hostile.json": sampleReceipt({ name: "\u202efdp.exe\u200b" }),
  file: "the content\n",
  other: "The content\n",
  empty: "",
  "plain.pdf": "%PDF-1.7\nnothing\nstartxref\n0\n%%EOF\n",
  policy: `log ${LEDGER_KEY}\nquorum none\n`,
  elsewhere: `log ${otherKey("elsewhere.example.com/ledger/main")}\nquorum none\n`,
  rekeyed: `log ${otherKey(ORIGIN)}\nquorum none\n`,
  demanding: `log ${LEDGER_KEY}\nwitness w ${otherKey("witness.example.com")}\nquorum w\n`,
  broken: `log ${LEDGER_KEY}\nquorun none\n`,
  "broken-crlf": `log ${LEDGER_KEY}\r\nquorun none\r\n`,
  "policy-crlf": `log ${LEDGER_KEY}\r\nquorum none\r\n`,
  "policy-marked": `\ufefflog ${LEDGER_KEY}\nquorum none\n`,
  "policy-utf16": Buffer.from(`\ufefflog ${LEDGER_KEY}\r\nquorum none\r\n`, "utf16le"),
  "resaved.pdf": saved,
  "newline.json": `${text}\n`,
  "crlf.json": `${text}\r\n`,
  "indented.json": JSON.stringify(JSON.parse(text), null, 4).replaceAll("\n", "\r\n"),
  "sorted.json": JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  // As PHP and Python write it.
  "escaped.json": escaped(text.replaceAll("/", "\\/")),
  "marked.json": `\ufeff${text}`,
  "utf16.json": Buffer.from(`\ufeff${text}`, "utf16le"),
  "twice.json": text.replace("{", '{"details": "", '),
  "rebent.json": `${text.replace('\\"size\\":12', '\\"size\\":13')}\n`,
};

function escaped(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

before(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
});
after(() => rmSync(folder, { recursive: true }));

const verify = (line: string, options: CliOptions = {}) =>
  sealbook(["verify", ...line.split(" ")], { cwd: folder, ...options });

/** The outcome as programs read it, with each step's status by its name. */
async function outcome(line: string, options: CliOptions = {}) {
  const ended = await verify(`${line} --json`, options);
  const { steps, ...rest } = JSON.parse(ended.stdout);
  const status = Object.fromEntries(steps.map((step: { name: string; status: string }) => [step.name, step.status]));
  assert.equal(rest.exitCode, ended.code);
  return { ...rest, status, code: ended.code, steps };
}

describe("sealbook verify ends with 0 when everything holds that it was asked, and with 3 when no policy knows the issuer", () => {
  for (const name of ["receipt.json", "receipt.pdf"]) {
    it(`${name} with its file and a policy that knows the ledger`, async () => {
      const { code, verdict, status, facts } = await outcome(`${name} file --policy policy`);
      assert.equal(code, 0);
      assert.equal(verdict, "valid");
      assert.deepEqual([status.file, status.issuer, status.witnesses], ["ok", "ok", "unchecked"]);
      assert.equal(facts.details.name, "合同 contract.pdf");
      const { stdout } = await verify(`${name} file --policy policy`);
      assert.match(stdout, /entry 3 of the ledger evidence\.example\.com\/ledger\/main, and your policy knows its key/);
    });

    it(`${name} without a policy, and it says that whose key it is was not asked`, async () => {
      const { code, stdout } = await verify(`${name} file`);
      assert.equal(code, 3);
      assert.match(
        stdout,
        /not checked +Ledger key +The key is the one that the receipt itself names; it was not checked/,
      );
      assert.match(stdout, /Whose key 1dccb349 is was not asked/);
      assert.match(stdout, /Nobody but the operator is known to have signed it/);
    });

    it(`${name} alone, and it says that no file was compared`, async () => {
      const { code, stdout } = await verify(`${name} --policy policy`);
      assert.equal(code, 0);
      assert.equal((await verify(name)).code, 3);
      assert.match(stdout, /not checked +File +No file was given/);
      assert.match(stdout, /No file was compared with it/);
    });
  }

  it("a receipt without private details, which stay unchecked", async () => {
    const { code, status, facts } = await outcome("public.json file --policy policy");
    assert.equal(code, 0);
    assert.equal(status.details, "unchecked");
    assert.equal(facts.details, undefined);
  });

  it("a claim, and says its kind, digests, what it rests on, and its submitter's own fields", async () => {
    const english = await verify("claim.json file --policy policy");
    assert.equal(english.code, 0, english.stderr);
    for (const line of [
      /^ *Kind +Event in a chain$/m,
      new RegExp(`^ *SHA3-256 +${CLAIM_HASH_HEX}$`, "m"),
      new RegExp(`^ *SM3 +${CLAIM_SM3_HEX}$`, "m"),
      /^ *Issuer +did:web:example\.org$/m,
      new RegExp(`^ *Follows record +${CLAIM_HASH_HEX}$`, "m"),
      new RegExp(`^ *Taken over from record +${CLAIM_HASH_HEX}$`, "m"),
      new RegExp(`^ *Rests on record, as “draft” +${CLAIM_HASH_HEX}$`, "m"),
      /^ *Own field “合同编号” +A-17$/m,
      /^ *Own field “sum” +12\.50 CNY$/m,
    ])
      assert.match(english.stdout, line);
    const chinese = await verify("claim.json file --policy policy", { env: { LC_ALL: "zh_CN.UTF-8" } });
    assert.match(chinese.stdout, /^ *类别 +事件链中的事件$/m);
    assert.match(chinese.stdout, /自有字段“sum” +12\.50 CNY/);
  });

  it("a claim of a kind that nobody knows, and calls it that", async () => {
    const { code, stdout } = await verify("unknown.json file --policy policy");
    assert.equal(code, 0);
    assert.match(stdout, /^ *Kind +A kind this program does not know: sculpture$/m);
    assert.match(stdout, /Own field “\\u\{202e\}x” +y\\u\{200b\}/);
  });

  it("receipt or file on standard input", async () => {
    const policy = "--policy policy";
    assert.equal((await verify(`- file ${policy}`, { input: receipt })).code, 0);
    assert.equal((await verify(`- file ${policy}`, { input: pdf })).code, 0);
    assert.equal((await verify(`receipt.json - ${policy}`, { input: "the content\n" })).code, 0);
    assert.equal((await verify(`receipt.json - ${policy}`, { input: "another\n" })).code, 1);
  });
});

describe("sealbook verify takes files as other programs leave them", () => {
  it("a receipt that was written out anew, saying so", async () => {
    for (const [name, word] of [
      ["newline.json", "reformatted"],
      ["crlf.json", "reformatted"],
      ["indented.json", "reformatted"],
      ["sorted.json", "reformatted"],
      ["escaped.json", "reformatted"],
      ["marked.json", "reformatted"],
      ["utf16.json", "transcoded"],
    ]) {
      const { code, status, steps, facts } = await outcome(`${name} file --policy policy`);
      assert.deepEqual([name, code, status.format, steps[0].reason], [name, 0, "ok", word]);
      assert.equal(facts.details.name, "合同 contract.pdf");
    }
    const { stdout } = await verify("indented.json file --policy policy");
    assert.match(stdout, /ok +Format +Reformatted since it was issued .* content is the same/);
  });

  it("but none in which a member is given twice, or that says something else", async () => {
    const twice = await verify("twice.json file --policy policy");
    assert.equal(twice.code, 1);
    assert.match(twice.stdout, /FAILED +Format +It gives the same member twice/);
    assert.equal((await verify("rebent.json file --policy policy")).code, 1);
  });

  it("a policy with the marks and line ends of another system", async () => {
    for (const name of ["policy-crlf", "policy-marked", "policy-utf16"])
      assert.equal((await verify(`receipt.json file --policy ${name}`)).code, 0, name);
    assert.match((await verify("receipt.json --policy broken-crlf")).stderr, /Line 2: it has to begin with log/);
  });
});

describe("sealbook verify ends with 4 when only the receipt inside a PDF is as it was issued", () => {
  const [plain] = RESAVINGS;
  it("and shows all steps of that receipt, and that nothing vouches for the pages", {
    skip: plain && lacks(plain),
  }, async () => {
    const { code, verdict, status, facts, inside } = await outcome("resaved.pdf file --policy policy");
    assert.deepEqual([code, verdict, status.document, facts], [4, "failed", "failed", undefined]);
    assert.deepEqual([inside.verdict, inside.facts.details.name], ["valid", "合同 contract.pdf"]);
    const { stdout } = await verify("resaved.pdf file --policy policy");
    assert.match(stdout, /FAILED +Document +The seal of the PDF is missing/);
    assert.match(stdout, /ok +Signature/);
    assert.match(stdout, /Nothing vouches for what its pages show/);
    assert.equal((await verify("resaved.pdf file")).code, 3);
    assert.equal((await verify("resaved.pdf other --policy policy")).code, 1);
  });
});

describe("sealbook verify ends with 1 when something failed", () => {
  it("another file, with the digest expected and the one found, and nothing that the receipt says", async () => {
    const { code, stdout } = await verify("receipt.pdf other");
    assert.equal(code, 1);
    assert.match(
      stdout,
      new RegExp(`FAILED +File +The digests differ.\\n +Expected +${DIGEST}\\n +Found +[0-9a-f]{64}`),
    );
    assert.doesNotMatch(stdout, /示例银行|contract\.pdf/);
  });

  it("a changed receipt, naming the step", async () => {
    const json = await outcome("bent.json file --policy policy");
    assert.deepEqual([json.code, json.status.record, json.facts], [1, "failed", undefined]);
    const document = await outcome("bent.pdf file --policy policy");
    assert.deepEqual([document.code, document.status.document, document.facts], [1, "failed", undefined]);
  });

  it("a receipt in which any byte was changed: it stays a receipt that failed", () => {
    for (const whole of [receipt, pdf]) {
      for (const at of [0, 1, 4, Math.floor(whole.length / 2), whole.length - 1]) {
        const bent = Uint8Array.from(whole);
        bent[at] = (bent[at] ?? 0) ^ 1;
        assert.equal(isOtherFile(bent), false, String(at));
      }
      assert.equal(isOtherFile(whole.subarray(0, whole.length / 2)), false);
    }
  });

  it("a receipt whose first byte was changed, and other JSON", async () => {
    const input = Uint8Array.from(receipt);
    input[0] = 0x5b;
    assert.equal((await verify("-", { input })).code, 1);
    assert.equal((await verify("-", { input: '{"a":1}' })).code, 1);
  });

  it("an issuer whom the policy does not know, and a key that it does not list", async () => {
    const elsewhere = await verify("receipt.json file --policy elsewhere");
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.stdout, /FAILED +Ledger key +Your policy does not list this ledger/);
    const rekeyed = await verify("receipt.json file --policy rekeyed");
    assert.equal(rekeyed.code, 1);
    assert.match(rekeyed.stdout, /FAILED +Ledger key +The key is not the one that your policy lists/);
  });

  it("a quorum of witnesses that is not met", async () => {
    const { code, stdout } = await verify("receipt.json file --policy demanding");
    assert.equal(code, 1);
    assert.match(stdout, /FAILED +Witnesses +Fewer witnesses have signed than your policy demands/);
  });
});

describe("sealbook verify ends with 2 when it could not check", () => {
  it("a receipt that is not anchored yet", async () => {
    for (const line of ["recorded.json", "recorded.json file", "recorded.json file --policy policy"]) {
      const { code, stdout } = await verify(line);
      assert.equal(code, 2, line);
      assert.match(stdout, /Nothing in this receipt is signed: .* it proves nothing/);
      // Anybody can have typed it: nothing that it says is repeated.
      assert.doesNotMatch(stdout, /Recorded|示例银行|contract\.pdf/);
      const { facts, stated, verdict } = await outcome(line);
      assert.deepEqual([verdict, facts, stated], ["not_anchored", undefined, undefined]);
    }
    // The wrong file stays wrong, though.
    assert.equal((await verify("recorded.json other")).code, 1);
  });

  const cases: [string, RegExp][] = [
    ["file", /file is not a Sealbook receipt\.\n$/],
    ["empty", /empty is not a Sealbook receipt/],
    ["policy file", /policy is not a Sealbook receipt\.\n$/],
    ["plain.pdf", /plain\.pdf is not a Sealbook receipt/],
    ["plain.pdf receipt.pdf", /plain\.pdf is not a Sealbook receipt\. Did you mean: verify receipt\.pdf plain\.pdf\n$/],
    ["file receipt.json", /Did you mean: verify receipt\.json file\n$/],
    ["nowhere.json", /nowhere\.json cannot be read: there is no such file/],
    ["receipt.json nowhere", /nowhere cannot be read/],
    ["receipt.json file --policy nowhere", /nowhere cannot be read/],
    ["receipt.json .", /it is a folder/],
    [
      "receipt.json file --policy broken",
      /broken cannot be used as a policy\. Line 2: it has to begin with log, witness/,
    ],
    ["receipt.json file --policy receipt.pdf", /cannot be used as a policy/],
    ["- -", /standard input once only/],
    ["/dev/zero", /larger than 16,777,216 bytes/],
  ];
  for (const [line, sentence] of cases) {
    it(`verify ${line}`, async () => {
      const { code, stderr, stdout } = await verify(line);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.equal(stdout, "");
      const json = await verify(`${line} --json`);
      assert.equal(json.code, 2);
      assert.equal(typeof JSON.parse(json.stdout).error.message, "string");
    });
  }
});

describe("sealbook verify", () => {
  it("speaks Chinese to whom it should", async () => {
    const chinese = await verify("receipt.pdf other", { env: { LC_ALL: "zh_CN.UTF-8", LANG: "en_US.UTF-8" } });
    assert.match(chinese.stdout, /未通过 +文件 +两个摘要不同/);
    assert.match(chinese.stdout, /应为 +3ef9/);
    const english = await verify("receipt.pdf other", { env: { LANG: "C.UTF-8" } });
    assert.match(english.stdout, /FAILED/);
  });

  it("lets no name from a receipt steer the terminal", async () => {
    const { code, stdout } = await verify("hostile.json --policy policy");
    assert.equal(code, 0);
    assert.match(stdout, /\\u\{202e\}fdp\.exe\\u\{200b\}/);
    assert.doesNotMatch(stdout, /[\u202e\u200b]/);
  });

  it("needs no configuration, not even a right one", async () => {
    const env = {
      DATABASE_URL: "nonsense",
      PORT: "none",
      PUBLIC_URL: "::",
      SEALBOOK_SECRET: "x",
      DATA_DIR: "/proc/none",
    };
    assert.equal((await verify("receipt.pdf file --policy policy", { env })).code, 0);
  });

  it("loads nothing but the core, its words and node's own files and hashes", async () => {
    const trace = join(folder, "trace.mjs");
    const hook = `import { registerHooks } from "node:module";
      import { appendFileSync } from "node:fs";
      registerHooks({ load(url, context, next) { appendFileSync("loaded", url + "\\n"); return next(url, context); } });`;
    writeFileSync(trace, hook);
    const { code } = await verify("receipt.pdf file --policy policy", { nodeOptions: ["--import", trace] });
    assert.equal(code, 0);
    const loaded = readFileSync(join(folder, "loaded"), "utf8").trim().split("\n");
    assert.ok(loaded.length > 20);
    const allowed = [
      /^node:(crypto|fs|fs\/promises|os|util|module|url|path)$/,
      /^file:.*\/(bin\/(sealbook\.ts|commands\/)|lib\/core\/|lib\/i18n\/)/,
      // What commands print and read with, and what the others are called; none of them is loaded.
      /^file:.*\/lib\/infra\/terminal\/(command|files|terminal|words)\.ts$/,
      /^file:.*\/lib\/features\/(all-commands|(.*\/)?commands\/declared)\.ts$/,
      // What looks into timestamps is loaded for a receipt that has some.
      /^file:.*\/lib\/(verify\/(verify|open|certificate\/may-be|may-be-elsewhere|extra-checks|signatures|signature-words|claim-words)|pki\/pem|pki\/der)\.ts$/,
      /^file:.*\/node_modules\/(@noble\/(curves|hashes)|use-intl|intl-messageformat|@formatjs|react)\//,
      /trace\.mjs$/,
    ];
    for (const url of loaded)
      assert.ok(
        allowed.some((pattern) => pattern.test(url)),
        url,
      );
  });

  const namespaces = spawnSync("unshare", ["-rn", "true"]).status === 0;
  it("works where there is no network", { skip: namespaces ? false : "no network namespaces here" }, async () => {
    const { code } = await verify("receipt.pdf file --policy policy", { under: ["unshare", "-rn"] });
    assert.equal(code, 0);
    assert.equal((await verify("receipt.pdf other", { under: ["unshare", "-rn"] })).code, 1);
  });

  it("opens no socket", {
    skip: spawnSync("strace", ["-V"]).status === 0 ? false : "strace is not installed",
  }, async () => {
    const under = ["strace", "-f", "-e", "trace=socket,connect", "-o", join(folder, "strace")];
    assert.equal((await verify("receipt.pdf file --policy policy", { under })).code, 0);
    assert.doesNotMatch(readFileSync(join(folder, "strace"), "utf8"), /AF_INET/);
  });

  it("runs as npm runs it, on its own Node.js", () => {
    const npm = spawnSync(
      "npm",
      [
        "run",
        "-s",
        "sealbook",
        "--",
        "verify",
        join(folder, "receipt.pdf"),
        join(folder, "file"),
        `--policy=${join(folder, "policy")}`,
      ],
      {
        cwd: ROOT,
        encoding: "utf8",
        env: { ...process.env, PATH: (process.env.PATH ?? "").replaceAll(join(ROOT, "node_modules/.bin"), "/none") },
      },
    );
    assert.equal(npm.status, 0, npm.stderr);
    assert.match(npm.stdout, /Everything that was asked holds/);
  });
});
