/** A full receipt verified: a proof in a tree of a million entries, three cosignatures and a timestamp. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, rootFromInclusion } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
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
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";
import { makeTsa } from "#tests/support/tsa.ts";
import { type Measurement, median } from "./measure.ts";

const ROUNDS = fileURLToPath(new URL("./verify-rounds.ts", import.meta.url));
const PROCESS = fileURLToPath(new URL("./verify-in-process.ts", import.meta.url));
const TREE_SIZE = 1_000_000n;
const INDEX = 123_456n;
/** ⌈log₂ 1,000,000⌉ */
const PATH_HASHES = 20;
const PROCESS_AIM_MS = 50;
const CHROMIUM_AIM_MS = 100;

type Files = { receipt: string; policy: string; authorities: string };

/** @param folder for the receipt and the browser's script */
export async function benchVerify(folder: string, say: (line: string) => void): Promise<Measurement[]> {
  const files = await writeFiles(folder);
  say("Verifying a full receipt in a process and in Chromium.");
  const paths = [files.receipt, files.policy, files.authorities];
  const inProcess: number[] = JSON.parse(execFileSync(process.execPath, [PROCESS, ...paths], { encoding: "utf8" }));
  const inChromium = await roundsInChromium(folder, files);
  return [
    measurement("in the command line's process", inProcess, PROCESS_AIM_MS),
    measurement("in Chromium", inChromium, CHROMIUM_AIM_MS),
  ];
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

/** Any path of that length proves an entry in some tree: its root is what the path leads to. */
async function writeFiles(folder: string): Promise<Files> {
  const hashes = Array.from({ length: PATH_HASHES }, (_, level) => sha256(utf8(`level ${level}`)));
  const root = rootFromInclusion({ leaf: leafHash(entry), index: INDEX, size: TREE_SIZE, proof: hashes });
  if (root === undefined) throw new Error("the path does not fit the tree");
  const text = formatCheckpoint({ origin: ORIGIN, size: TREE_SIZE, root });
  const cosigners = [...witnesses, thirdWitness];
  const lines = [signedLine(ledger, text), ...cosigners.map((cosigner) => cosignedLine(cosigner, text))];
  const proof = formatTlogProof({ index: INDEX, hashes, checkpoint: formatNote(text, lines) });
  const tsa = await makeTsa({ kind: "rsa" });
  const token = await tsa.stamp(text);
  tsa.remove();
  const listed = cosigners.map(({ key }, at) => `witness w${at + 1} ${key.text}\n`).join("");
  const policy = `log ${ledger.key.text}\n${listed}group network 2 w1 w2 w3\nquorum network\n`;
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

/** From a page of an origin that browsers call secure: others have no WebCrypto. */
async function roundsInChromium(folder: string, files: Files): Promise<number[]> {
  const outfile = join(folder, "verify-rounds.js");
  await build({
    entryPoints: [ROUNDS],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "bench",
    platform: "browser",
    tsconfigRaw: {},
    alias: { "#lib": fileURLToPath(new URL("../lib", import.meta.url)) },
    outfile,
  });
  const server = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<title>bench</title>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ path: outfile });
    const [receiptText = "", policy = "", authorities = ""] = [files.receipt, files.policy, files.authorities].map(
      (path) => readFileSync(path, "utf8"),
    );
    const input = JSON.stringify({ policy, authorities });
    const call = `bench.verifyRounds({ ...${input}, receipt: new TextEncoder().encode(${JSON.stringify(receiptText)}) })`;
    return await page.evaluate<number[]>(call);
  } finally {
    await browser.close();
    server.close();
  }
}
