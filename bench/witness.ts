/** A witness as people run it: one log that asks for cosignatures one after the other, each with a proof and durable state. */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import {
  formatNote,
  formatVerifierKey,
  parseVerifierKey,
  signatureLine,
  type VerifierKey,
} from "#lib/core/log/note.ts";
import { appendLeaves, consistencyProof, type ReadTile, TILE_WIDTH, type TreeEdge } from "#lib/core/log/tiles.ts";
import { concat, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { ALGORITHMS, type Algorithm } from "#lib/parties/witness/witness-key.ts";
import { type Measurement, median, rate, timed } from "./measure.ts";

const SEALBOOK = fileURLToPath(new URL("../bin/sealbook.ts", import.meta.url));
const ORIGIN = "bench.example/ledger/main";
/** Entries before the first checkpoint that is measured, so that proofs are as long as those of a ledger in use. */
const ENTRIES = 100_000;
const ENTRIES_EACH = 7;
const WARM_UP = 100;
const ROUNDS = 5;
const ROUND = 200;
const RATE_AIM = 200;
/** Of what the disk allows: two flushes for each cosignature, and the signature that is checked. */
const DISK_SHARE_AIM = 0.25;

/** A log that grows in memory and signs what it is. */
class GrowingLog {
  readonly key: VerifierKey;
  readonly #sign: (text: string) => Uint8Array;
  readonly #levels: Uint8Array[][] = [];
  #edge: TreeEdge = [];
  #size = 0n;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    this.key = parseVerifierKey(formatVerifierKey({ name: ORIGIN, publicKey: raw })) as VerifierKey;
    this.#sign = (text) => sign(null, utf8(text), privateKey);
  }

  /** Appends entries. @returns the request that shows a witness of the earlier size what the log is now. */
  grow(count: number): string {
    const old = this.#size;
    const leaves = Array.from({ length: count }, (_, at) => leafHash(utf8(`${old + BigInt(at)}`)));
    const { edge, size, nodes, root } = appendLeaves(this.#edge, old, leaves);
    for (const [at, hash] of leaves.entries()) this.#keep(0, Number(old) + at, hash);
    for (const { level, index, hash } of nodes) this.#keep(level, Number(index), hash);
    this.#edge = edge;
    this.#size = size;
    const proof = consistencyProof({ size1: old, size2: size, tile: this.#tile }).map((hash) => `${toBase64(hash)}\n`);
    const text = formatCheckpoint({ origin: ORIGIN, size, root });
    const { name, keyId } = this.key;
    const note = formatNote(text, [signatureLine({ name, keyId, signature: this.#sign(text) })]);
    return `old ${old}\n${proof.join("")}\n${note}`;
  }

  #keep(level: number, index: number, hash: Uint8Array): void {
    this.#levels[level] ??= [];
    this.#levels[level][index] = hash;
  }

  readonly #tile: ReadTile = (level, index) => {
    const start = Number(index) * TILE_WIDTH;
    return concat(...(this.#levels[level] ?? []).slice(start, start + TILE_WIDTH));
  };
}

async function launch(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const args = [SEALBOOK, "witness", "run", "--dir", folder, "--listen", "127.0.0.1:0", "--rate", "100000"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line);
    if (event !== "listening") continue;
    child.stdout.resume();
    return { child, url };
  }
  throw new Error("the witness ended before it listened");
}

async function ask(url: string, { body, agent }: { body: string; agent: Agent }): Promise<void> {
  const sent = request(`${url}/add-checkpoint`, { method: "POST", agent });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 200) throw new Error(`the witness answered ${response.statusCode}: ${text}`);
}

/** What nothing that is durable can do without: a new file, its content flushed, its name in place, the folder flushed. */
async function bareDisk(folder: string, count: number): Promise<number> {
  const handle = await open(folder, "r");
  const content = toBase64(sha256(utf8("content"))).repeat(8);
  const milliseconds = await timed(async () => {
    for (let at = 0; at < count; at++) {
      const file = await open(join(folder, "bare.new"), "w");
      await file.writeFile(content);
      await file.datasync();
      await file.close();
      await rename(join(folder, "bare.new"), join(folder, "bare"));
      await handle.sync();
    }
  });
  await handle.close();
  return rate(count, milliseconds);
}

/** A witness in a folder and a process of its own, with a log of its own. */
interface Measured {
  folder: string;
  child: ChildProcess;
  /** The next requests, one after the other. @returns how many were answered a second */
  ask(count: number): Promise<number>;
}

async function start(disk: string, algorithms: readonly Algorithm[]): Promise<Measured> {
  const folder = mkdtempSync(join(disk, "witness-"));
  const log = new GrowingLog();
  await initWitness(folder, { name: "bench.example/w1", algorithms });
  await addLog(folder, { keys: [log.key.text] });
  // The first checkpoint is trusted without a proof.
  const requests = [
    log.grow(ENTRIES),
    ...Array.from({ length: WARM_UP + ROUNDS * ROUND }, () => log.grow(ENTRIES_EACH)),
  ];
  const { child, url } = await launch(folder);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  child.once("exit", () => agent.destroy());
  const asking = async (count: number): Promise<number> => {
    const bodies = requests.splice(0, count);
    const milliseconds = await timed(async () => {
      for (const body of bodies) await ask(url, { body, agent });
    });
    return rate(count, milliseconds);
  };
  await asking(1 + WARM_UP);
  return { folder, child, ask: asking };
}

/** @param disk an existing folder on the disk to be measured */
export async function benchWitness(disk: string, say: (line: string) => void): Promise<Measurement[]> {
  const [one, both] = [await start(disk, ["ed25519"]), await start(disk, ALGORITHMS)];
  say("witness: requests prepared");
  try {
    const rates = { one: [] as number[], both: [] as number[], disk: [] as number[] };
    // In turns, so that whatever else the machine does meets all of them.
    for (let round = 0; round < ROUNDS; round++) {
      rates.disk.push(await bareDisk(one.folder, ROUND));
      rates.one.push(await one.ask(ROUND));
      rates.both.push(await both.ask(ROUND));
      say(
        `witness: ${rates.one.at(-1)}/s, with two keys ${rates.both.at(-1)}/s, the disk alone ${rates.disk.at(-1)}/s`,
      );
    }
    const [alone, second, bare] = [median(rates.one), median(rates.both), median(rates.disk)];
    const against = `the disk alone, writing as much as durably: ${bare}/s`;
    const aim = `≥ ${RATE_AIM}/s and ≥ ${DISK_SHARE_AIM} of the disk`;
    const row = (what: string, measured: number): Measurement => ({
      ...{ what, figure: `${measured}/s`, against, ratio: measured / bare, aim },
      holds: measured >= RATE_AIM && measured / bare >= DISK_SHARE_AIM,
    });
    return [
      row("cosignatures, one after the other, each with a proof and durable before it is given", alone),
      row("the same with two keys, Ed25519 and ML-DSA-44", second),
    ];
  } finally {
    for (const { child, folder } of [one, both]) {
      child.kill("SIGTERM");
      await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
