/** One start a data folder: a file that names the process that has it. */
import { createHash } from "node:crypto";
import { linkSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { isAlive, startTime } from "./processes.mjs";
import { newSecretFile } from "./secret-file.mjs";

const ATTEMPTS_MAX = 50;
const RETRY_MS = 20;

/**
 * @param {{ dataDir: string, address: string }} settings
 * @returns {() => void} gives the folder back
 * @throws {Failure} when another start has it
 */
export function takeLock({ dataDir, address }) {
  const path = join(dataDir, "start.lock");
  const text = JSON.stringify({ pid: process.pid, started: startTime(process.pid), address });
  const own = newSecretFile(path, { text });
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (place(own, path)) return () => release(path);
      const stale = readText(path);
      if (stale === undefined) continue;
      const holder = parse(stale);
      if (holder && holds(holder)) throw runningAlready(holder);
      discard({ path, own, stale });
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new Failure(`Remove ${path} and start again.`, `请删除 ${path} 后重新启动。`);
}

/** A link appears whole or not at all, and never over another. */
function place(own, path) {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const read = (path) => parse(readText(path) ?? "");

function holds({ pid, started }) {
  return Number.isInteger(pid) && isAlive(pid) && startTime(pid) === started;
}

/**
 * Removes this very stale lock and no later one: whoever holds the claim on it is alone with it, and what is stale is
 * removed by nobody else. A claim that a crash left behind is given up for the next attempt.
 */
function discard({ path, own, stale }) {
  const claim = `${path}.${createHash("sha256").update(stale).digest("hex").slice(0, 16)}`;
  if (!place(own, claim)) {
    const claimant = read(claim);
    if (!claimant || !holds(claimant)) rmSync(claim, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    return;
  }
  try {
    if (readText(path) === stale) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

function release(path) {
  if (read(path)?.pid === process.pid) rmSync(path, { force: true });
}

function runningAlready({ address, pid }) {
  return new Failure(
    `Sealbook is running already at ${address} (process ${pid}): open it, or stop it with Ctrl-C where it was started.`,
    `印证已在 ${address} 运行（进程 ${pid}）：请直接打开，或在启动它的终端按 Ctrl-C 停止。`,
  );
}
