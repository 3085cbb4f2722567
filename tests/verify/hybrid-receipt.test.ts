/** A receipt of a hybrid ledger with three ML-DSA witnesses: it passes wherever it is checked, and fails with any byte changed that counts. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { checkAgainst } from "#components/verification/inspect-and-check.ts";
import { verifyMlDsa44 } from "#lib/core/log/ml-dsa.ts";
import { formatNote, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { provideVerifier } from "#lib/core/log/signature.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt, parseReceipt, type Receipt } from "#lib/core/receipt/receipt.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { open } from "#lib/verify/open.ts";
import { ignoredWords, quantumWords } from "#lib/verify/signature-words.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { mlDsaLine, mlDsaSigner } from "#tests/core/log/ml-dsa-signers.ts";
import { hybridPolicy, hybridPolicyText, hybridReceipt, secondKey } from "#tests/core/receipt/hybrid-fixture.ts";
import {
  checkpointText,
  FILE,
  FILE_SHA256,
  ledger,
  policyOf,
  signedLine,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verify, verifyReceipt } from "#tests/support/verify-bytes.ts";

const json = hybridReceipt();
const pdf = await renderReceiptPdf({
  receipt: json,
  locale: "en",
  publicUrl: "https://seal.example",
  policy: hybridPolicyText,
  sign: (text) => signedLine(ledger, text),
});
const folder = mkdtempSync(join(tmpdir(), "sealbook-hybrid-"));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => provideVerifier("ml-dsa-44", verifyMlDsa44));

const failures = ({ steps }: Awaited<ReturnType<typeof verify>>) =>
  steps.flatMap(({ name, status, reason }) => (status === "failed" ? [`${name} ${reason}`] : []));

/** The receipt with other lines under its checkpoint. */
function withLines(change: (lines: string[]) => string[]): Uint8Array {
  const receipt = parseReceipt(json) as Receipt;
  const proof = parseTlogProof(receipt.proof!)!;
  const note = parseNote(proof.checkpoint)!;
  const checkpoint = formatNote(note.text, change(note.signatures.map(({ line }) => line)));
  return formatReceipt({ ...receipt, proof: formatTlogProof({ ...proof, checkpoint }) });
}

test("the page's code finds it valid and witnessed, as JSON and as PDF, and says which signatures would last", async () => {
  for (const bytes of [json, pdf]) {
    const receipt = await open(bytes);
    const { verification } = await checkAgainst({
      receipt,
      policy: hybridPolicy,
      sha256: Buffer.from(FILE_SHA256).toString("hex"),
    });
    const { verdict, witnessed, facts, steps } = verification;
    assert.deepEqual([verdict, witnessed], ["valid", true], JSON.stringify(steps));
    assert.deepEqual(
      facts?.witnesses?.map(({ name }) => name),
      ["w1", "w2", "w3"],
    );
    assert.deepEqual(
      facts.signatures?.map(({ by, algorithm }) => `${by} ${algorithm}`),
      ["ledger Ed25519", ...["ledger", "witness", "witness", "witness"].map((by) => `${by} ML-DSA-44`)],
    );
    assert.deepEqual(facts.ignored, []);
    const said = quantumWords(facts, (key, values) => `${key} ${JSON.stringify(values)}`);
    assert.match(said ?? "", /^quantumSome .*signerLedger.*Ed25519.*sound.*signerWitness/);
    assert.equal(
      ignoredWords(facts, (key) => key),
      undefined,
    );
  }
});

test("the command line finds the same, and names a signature that was taken away", async () => {
  const path = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const [file, policy] = [path("file", FILE), path("policy", hybridPolicyText)];
  for (const [name, bytes] of [
    ["receipt.json", json],
    ["receipt.pdf", pdf],
  ] as const) {
    const { code, stdout } = await sealbook(["verify", path(name, bytes), file, "--policy", policy]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Quantum computers\s+A large one.*Ed25519.*could not forge.*ML-DSA-44/s);
  }
  const bare = path(
    "bare.json",
    withLines(([first = "", , ...others]) => [first, ...others]),
  );
  const { code, stdout } = await sealbook(["verify", bare, "--policy", policy, "--json"]);
  assert.equal(code, 1);
  assert.deepEqual(failures(JSON.parse(stdout)), ["issuer downgraded"]);
  const said = await sealbook(["verify", bare, "--policy", policy]);
  assert.match(said.stdout, /policy of its time:\s+seal\.example\/ledger\/main\/witness-policy\/\d+/);
});

test("each witness counts by its ML-DSA key alone", async () => {
  const text = checkpointText();
  const others = mlDsaSigner("pq1.example", "another key");
  const without = withLines((lines) => lines.filter((line) => !line.startsWith("— pq1.example")));
  assert.deepEqual(failures(await verify({ receipt: without, policy: hybridPolicy })), ["witnesses quorum_not_met"]);
  const another = withLines((lines) =>
    lines.map((line) => (line.startsWith("— pq1.example") ? mlDsaLine(others, text) : line)),
  );
  assert.deepEqual(failures(await verify({ receipt: another, policy: hybridPolicy })), ["witnesses downgraded"]);
});

test("any byte changed fails it: every third outside of the long signatures, and every 97th within", async () => {
  const text = new TextDecoder().decode(json);
  let tried = 0;
  for (let at = 0; at < text.length; at++) {
    const inLong = /[A-Za-z0-9+/]{200}/.test(text.slice(Math.max(0, at - 200), at));
    if (at % (inLong ? 97 : 3) !== 0) continue;
    const bent = json.slice();
    bent[at] = (bent[at] ?? 0) ^ 1;
    const { verdict } = await verify({ receipt: bent, policy: hybridPolicy, sha256: FILE_SHA256 });
    if (verdict !== "failed") assert.fail(`byte ${at}: ${text.slice(at - 20, at + 20)} is ${verdict}`);
    tried++;
  }
  assert.ok(tried > 800, `${tried}`);
});

test("lines that nobody signed for count for nothing, and are named", async () => {
  const text = checkpointText();
  const stranger = mlDsaSigner("stranger.example");
  const timeless = mlDsaSigner("pq1.example", "timeless");
  const junk = signatureLine({ ...stranger.key, name: "junk.example", signature: new Uint8Array(9) });
  const receipt = hybridReceipt([mlDsaLine(stranger, text), mlDsaLine(timeless, text, { time: 0n }), junk]);
  const { verdict, facts } = await verify({ receipt, policy: hybridPolicy });
  assert.equal(verdict, "valid");
  assert.deepEqual(
    facts?.ignored?.map(({ name }) => name),
    ["stranger.example", "pq1.example", "junk.example"],
  );
  assert.match(ignoredWords(facts, (key, { names = "" }) => `${key} ${names}`) ?? "", /ignoredLines .*junk\.example/);
});

test("a program that could not load ML-DSA says so, and calls nothing valid that it did not check", () => {
  provideVerifier("ml-dsa-44", undefined);
  const { verdict, witnessed, steps } = verifyReceipt({ receipt: json, policy: hybridPolicy });
  assert.deepEqual([verdict, witnessed], ["issuer_unproven", false]);
  const open = steps.filter(({ reason }) => reason === "ml_dsa_not_loaded");
  assert.deepEqual(
    open.map(({ name, status }) => `${name} ${status}`),
    ["issuer unchecked", "witnesses unchecked"],
  );
  // Where the reader knows the ledger by that key alone, it is no other ledger's for that.
  const policy = policyOf([`log ${secondKey.key.text}`, "quorum none"]);
  const alone = verifyReceipt({ receipt: json, policy });
  assert.deepEqual([alone.verdict, alone.facts], ["issuer_unproven", undefined]);
  provideVerifier("ml-dsa-44", verifyMlDsa44);
  assert.equal(verifyReceipt({ receipt: json, policy }).verdict, "valid");
});

test("its sizes stay bounded: with four ML-DSA signatures, and drawn on paper", () => {
  assert.ok(json.length < 20_000, `${json.length} bytes of JSON`);
  assert.ok(pdf.length < 128 * 1024, `${pdf.length} bytes of PDF`);
  assert.equal(openReceipt(pdf).parts?.receipt.proof, openReceipt(json).parts?.receipt.proof);
});
