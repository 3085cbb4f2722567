/** One start a data folder: a file that names the process that has it. */
import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { isAlive, startTime } from "./processes.mjs";
import { newSecretFile } from "./secret-file.mjs";

const ATTEMPTS_MAX = 5;

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
      const holder = read(path);
      if (holder && holds(holder)) throw runningAlready(holder);
      // Set aside rather than removed: of two that find it stale, one moves it.
      discard(path, holder);
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

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function holds({ pid, started }) {
  return Number.isInteger(pid) && isAlive(pid) && startTime(pid) === started;
}

function discard(path, stale) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  // Somebody else replaced the stale one in between: theirs goes back.
  if (moved && moved.pid !== stale?.pid && holds(moved)) place(aside, path);
  rmSync(aside, { force: true });
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
