/** What a bank's engineer has at hand: the command line, the client of the API, a program that takes webhooks; and files to try them with. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Ended, sealbook } from "#tests/bin/commands/run-cli.ts";

const MIB = 1024 ** 2;
const STAMP_BYTES = 4_096;
const FILES_A_FOLDER = 1_000;

/** `BANK=full`: the numbers of a bank, `BANK_GIB` those of its large file, twice as much on the disk; otherwise those of a test. */
const IS_FULL = process.env.BANK === "full";
export const DIGESTS = IS_FULL ? 100_000 : 300;
export const CASE_FILES = IS_FULL ? 10_000 : 60;
/** Above the size from which files go in pieces. */
export const LARGE_BYTES = IS_FULL ? Number(process.env.BANK_GIB ?? 20) * 1024 * MIB : 72 * MIB;
export const CUTS = 10;

/** A folder of so many small files, a thousand a subfolder. @returns its path */
export function makeFolder(path: string, count: number): string {
  for (let at = 0; at < count; at++) {
    const folder = join(path, `${Math.floor(at / FILES_A_FOLDER)}`);
    if (at % FILES_A_FOLDER === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `合同 ${at}.txt`), `contract ${at} ${randomBytes(8).toString("hex")}\n`);
  }
  return path;
}

/** Where a file of such a folder is. */
export function placeOf(name: string): string {
  return join(`${Math.floor(Number(/\d+/.exec(name)?.[0]) / FILES_A_FOLDER)}`, name);
}

/** A sparse file with chance at each mebibyte. @returns its path */
export function makeLargeFile(path: string): string {
  const file = openSync(path, "w");
  for (let at = 0; at < LARGE_BYTES; at += MIB) writeSync(file, randomBytes(STAMP_BYTES), 0, STAMP_BYTES, at);
  truncateSync(path, LARGE_BYTES);
  return path;
}

/** `sealbook` against a server; must end as it should. @param expected exit code */
export function commandLine(env: Record<string, string>, cwd: string) {
  return async (words: readonly string[], expected = 0, more: Record<string, string> = {}): Promise<Ended> => {
    const ended = await sealbook(words, { cwd, env: { ...env, ...more } });
    assert.equal(
      ended.code,
      expected,
      `sealbook ${words.join(" ")}: ${ended.stdout.slice(-2_000)}${ended.stderr.slice(-2_000)}`,
    );
    return ended;
  };
}

export interface Receiver {
  /** Ids of records of which it was told this. */
  told: (type: string) => ReadonlySet<string>;
  stop: () => void;
}

/** The example of the documentation, as it stands. */
export async function startReceiver(secret: string, port: number): Promise<Receiver> {
  const child = spawn(process.execPath, ["docs/examples/webhook-receiver.mjs", String(port)], {
    env: { PATH: process.env.PATH ?? "", WEBHOOK_SECRET: secret } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told = new Map<string, Set<string>>();
  const lines = createInterface({ input: child.stdout });
  const listening = once(lines, "line");
  lines.on("line", (line) => {
    const [type = "", text] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    if (type === "listening") return;
    const { id } = JSON.parse(text) as { id: string };
    told.set(type, (told.get(type) ?? new Set()).add(id));
  });
  await listening;
  return { told: (type) => told.get(type) ?? new Set(), stop: () => child.kill() };
}
