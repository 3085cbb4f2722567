/** A full receipt verified: a proof in a tree of a million entries, three cosignatures and a timestamp. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, rootFromInclusion } from "#lib/core/log/merkle.ts";
import { formatNote, type VerifierKey } from "#lib/core/log/note.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { mlDsaLine, mlDsaSigner } from "#tests/core/log/ml-dsa-signers.ts";
import {
  cosignedLine,
  entry,
  ledger,
  ORIGIN,
  receipt,
  sealed,
  signedLine,
  thirdWitness,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { makeTsa } from "#tests/support/tsa.ts";
import { inChromium } from "./in-chromium.ts";
import { type Measurement, median } from "./measure.ts";
import { benchVerifyCertificate } from "./verify-certificate.ts";

const ROUNDS = fileURLToPath(new URL("./verify-rounds.ts", import.meta.url));
const PROCESS = fileURLToPath(new URL("./verify-in-process.ts", import.meta.url));
const TREE_SIZE = 1_000_000n;
const INDEX = 123_456n;
/** ⌈log₂ 1,000,000⌉ */
const PATH_HASHES = 20;
const PROCESS_AIM_MS = 50;
const CHROMIUM_AIM_MS = 100;

/** A receipt with three ML-DSA cosignatures, as against one with three of Ed25519. */
const ML_DSA_TIMES_AIM = 1.5;
const TURNS = 5;

type Files = { receipt: string; policy: string; authorities: string };
type Given = { receipt: string; policy: string; authorities: string; portable?: boolean };

/** @param folder for the receipt and the browser's script */
export async function benchVerify(folder: string, say: (line: string) => void): Promise<Measurement[]> {
  const files = await writeFiles(folder);
  say("Verifying a full receipt in a process and in Chromium.");
  const paths = [files.receipt, files.policy, files.authorities];
  const inProcess: number[] = JSON.parse(execFileSync(process.execPath, [PROCESS, ...paths], { encoding: "utf8" }));
  const [receiptText = "", policy = "", authorities = ""] = paths.map((path) => readFileSync(path, "utf8"));
  const [ed25519, mlDsa] = [cosignedReceipt(edCosigners), cosignedReceipt(mlDsaCosigners)];
  const compared = [{ ...ed25519, portable: true }, { ...mlDsa, portable: true }, ed25519, mlDsa];
  // Taking turns: what a browser has made faster by then, it has for both.
  const turns = Array.from({ length: TURNS }, () => compared).flat();
  const [inChromium = [], ...rounds] = await roundsInChromium(folder, [
    { receipt: receiptText, policy, authorities },
    ...turns,
  ]);
  const portable = compared.map((_, place) => rounds.filter((_, at) => at % compared.length === place).flat());
  const weights = [ed25519, mlDsa].map(({ receipt: text }) => `${(text.length / 1000).toFixed(1)} kB`);
  return [
    measurement("in the command line's process", inProcess, PROCESS_AIM_MS),
    measurement("in Chromium", inChromium, CHROMIUM_AIM_MS),
    algorithms(portable.map(median), weights),
    ...(await benchVerifyCertificate(folder)),
  ];
}

/** Both by the portable code; by the browser's own, where it has them, beside it. */
function algorithms([ed25519 = 0, mlDsa = 0, ...platform]: number[], [light = "", heavy = ""]: string[]): Measurement {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return {
    what: `a receipt with three ML-DSA-44 cosignatures (${heavy}) verified in Chromium, against three Ed25519 ones (${light}), both by the portable code`,
    figure: ms(mlDsa),
    against: `Ed25519: ${ms(ed25519)}; by WebCrypto: Ed25519 ${platform.map(ms).join(", ML-DSA-44 ")}`,
    ratio: mlDsa / ed25519,
    aim: `≤ ${ML_DSA_TIMES_AIM} × Ed25519`,
    holds: mlDsa / ed25519 <= ML_DSA_TIMES_AIM,
  };
}

interface Cosigner {
  key: VerifierKey;
  line(text: string): string;
}

const edCosigners = [...witnesses, thirdWitness].map(
  (signer): Cosigner => ({
    key: signer.key,
    line: (text) => cosignedLine(signer, text),
  }),
);
const mlDsaCosigners = ["pq1", "pq2", "pq3"].map((name): Cosigner => {
  const signer = mlDsaSigner(name);
  return { key: signer.key, line: (text) => mlDsaLine(signer, text) };
});

/** Without a timestamp, which only WebCrypto checks. */
function cosignedReceipt(cosigners: readonly Cosigner[]): Given {
  const { hashes, text } = largeTree();
  const lines = [signedLine(ledger, text), ...cosigners.map(({ line }) => line(text))];
  const proof = formatTlogProof({ index: INDEX, hashes, checkpoint: formatNote(text, lines) });
  const json = new TextDecoder().decode(formatReceipt(receipt({ proof })));
  return { receipt: json, policy: policyOn(cosigners), authorities: "" };
}

function policyOn(cosigners: readonly { key: VerifierKey }[]): string {
  const listed = cosigners.map(({ key }, at) => `witness w${at + 1} ${key.text}\n`).join("");
  return `log ${ledger.key.text}\n${listed}group network 2 w1 w2 w3\nquorum network\n`;
}

/** Any path of that length proves an entry in some tree: its root is what the path leads to. */
function largeTree(): { hashes: Uint8Array[]; text: string } {
  const hashes = Array.from({ length: PATH_HASHES }, (_, level) => sha256(utf8(`level ${level}`)));
  const root = rootFromInclusion({ leaf: leafHash(entry), index: INDEX, size: TREE_SIZE, proof: hashes });
  if (root === undefined) throw new Error("the path does not fit the tree");
  return { hashes, text: formatCheckpoint({ origin: ORIGIN, size: TREE_SIZE, root }) };
}

function measurement(where: string, rounds: readonly number[], aim: number): Measurement {
  const [first = Number.NaN] = rounds;
  const middle = median(rounds);
  return {
    what: `a full receipt (proof of a million, three cosignatures, one token) verified ${where}, median of ${rounds.length}`,
    figure: `${middle.toFixed(1)} ms; the first, with what it loads, ${first.toFixed(0)} ms`,
    aim: `< ${aim} ms`,
    holds: middle < aim,
  };
}

async function writeFiles(folder: string): Promise<Files> {
  const { hashes, text } = largeTree();
  const cosigners = [...witnesses, thirdWitness];
  const lines = [signedLine(ledger, text), ...cosigners.map((cosigner) => cosignedLine(cosigner, text))];
  const proof = formatTlogProof({ index: INDEX, hashes, checkpoint: formatNote(text, lines) });
  const tsa = await makeTsa({ kind: "rsa" });
  const token = await tsa.stamp(text);
  tsa.remove();
  const policy = policyOn(cosigners);
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    receipt: write("full-receipt.json", formatReceipt(receipt({ proof, timestamps: [sealed(token, ledger, text)] }))),
    policy: write("full-receipt.policy", policy),
    authorities: write("full-receipt.pem", tsa.caPem),
  };
}

async function roundsInChromium(folder: string, receipts: readonly Given[]): Promise<number[][]> {
  const calls = receipts.map(
    ({ receipt: text, ...given }) =>
      `bench.verifyRounds({ ...${JSON.stringify(given)}, receipt: new TextEncoder().encode(${JSON.stringify(text)}) })`,
  );
  return await inChromium({ entry: ROUNDS, calls, folder });
}
