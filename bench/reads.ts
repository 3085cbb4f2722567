/** Tiles and checkpoints out of the web process, beside a plain static file server that has the same files. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tilePath, tileWidth } from "#lib/core/log/tiles.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { type Measurement, median, rate } from "./measure.ts";
import { mirrorLedger } from "./mirror.ts";
import { startWeb } from "./web-process.ts";

const ROUNDS = 6;
const READS = 10_000;
const TILES = 200;
const RATIO_AIM = 0.5;

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function startStatic(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [here("static-server.ts"), folder], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { port } = await new Promise<{ port: number }>((resolve) => child.once("message", resolve));
  return { child, url: `http://127.0.0.1:${port}` };
}

/** @returns milliseconds; the bytes are the same for both servers, or there is nothing to compare */
async function read(prefix: string, paths: readonly string[]): Promise<{ milliseconds: number; bytes: number }> {
  const { stdout } = await run(process.execPath, [here("read-client.ts"), prefix, String(READS), ...paths]);
  return JSON.parse(stdout) as { milliseconds: number; bytes: number };
}

/** Hash tiles and entry bundles, spread over the ledger. */
async function somePaths(): Promise<string[]> {
  const size = (await findLedgerHead("main"))?.treeSize ?? 0n;
  const tiles = Number((size + 255n) / 256n);
  const indexes = Array.from({ length: TILES / 2 }, (_, at) => BigInt(Math.floor((at * tiles) / (TILES / 2))));
  return [...new Set(indexes)].flatMap((index) => {
    const width = tileWidth(size, { level: 0, index });
    return [tilePath(0, index, width), tilePath("entries", index, width)];
  });
}

export async function benchReads(folder: string, say: (line: string) => void): Promise<Measurement[]> {
  const web = await startWeb();
  if (!existsSync(join(folder, "mirror", "checkpoint"))) await mirrorLedger(folder, web.url);
  const peer = await startStatic(join(folder, "mirror"));
  const prefixes = { web: `${web.url}/ledger/main`, peer: peer.url };
  try {
    const measurements: Measurement[] = [];
    for (const [what, paths] of [
      ["tiles and entry bundles", await somePaths()],
      ["checkpoint", ["checkpoint"]],
    ] as const) {
      const times = { web: [] as number[], peer: [] as number[] };
      for (let round = 0; round < ROUNDS; round++) {
        const order = round % 2 === 0 ? (["web", "peer"] as const) : (["peer", "web"] as const);
        const bytes = new Set<number>();
        for (const name of order) {
          const result = await read(prefixes[name], paths);
          times[name].push(result.milliseconds);
          bytes.add(result.bytes);
        }
        if (bytes.size > 1) throw new Error(`${what}: the two servers sent different bytes`);
        say(`reads of ${what}, round ${round + 1} of ${ROUNDS}: ${JSON.stringify(times)}`);
      }
      measurements.push(toMeasurement(what, times));
    }
    return measurements;
  } finally {
    web.child.kill();
    peer.child.kill();
  }
}

function toMeasurement(what: string, times: { web: number[]; peer: number[] }): Measurement {
  const [web, peer] = [median(times.web), median(times.peer)];
  return {
    what: `reads of ${what} through the web process, 16 connections`,
    figure: `${rate(READS, web)} reads/s`,
    against: `Node's http as a static file server: ${rate(READS, peer)} reads/s`,
    ratio: peer / web,
    aim: `≥ ${RATIO_AIM}`,
    holds: peer / web >= RATIO_AIM,
  };
}
