/** One process a folder: a file that names who has it, on this machine and in this boot, or on another that shares the disk. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { isAbsent } from "./durable-file.ts";
import { WitnessError } from "./witness-error.ts";

const ATTEMPTS_MAX = 50;
const RETRY_MS = 20;
const HEARTBEAT_MS = 5_000;
/** A holder on another machine that has not touched its lock for so long is gone: many heartbeats, and some difference of clocks. */
const SILENT_MS_MAX = 60_000;
const FILE_MODE = 0o600;

interface Holder {
  host: string;
  pid: number;
  /** Differs between two processes that had the same id one after the other; empty where the system does not tell. */
  started: string;
  nonce: string;
}

export interface Lock {
  /** Gives it back. */
  release(): Promise<void>;
  /** Aborted when the file is no longer ours: whoever goes on then shares what it guards. */
  readonly lost: AbortSignal;
}

/** @throws {WitnessError} locked, locked_elsewhere */
export async function takeLock(path: string): Promise<Lock> {
  const nonce = randomBytes(8).toString("hex");
  const holder: Holder = { host: hostname(), pid: process.pid, started: startOf(process.pid), nonce };
  const text = JSON.stringify(holder);
  const own = `${path}.${nonce}`;
  await writeFile(own, text, { flag: "wx", mode: FILE_MODE });
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (await place(own, path)) return hold(path, text);
      const stale = await readIfThere(path);
      if (stale === undefined) continue;
      const other = parseHolder(stale);
      if (other && (await holds(other, path))) throw refusal(other);
      await discard({ path, own, stale });
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new WitnessError("locked", path);
}

function hold(path: string, text: string): Lock {
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    if ((await readIfThere(path)) !== text) lost.abort();
    else await utimes(path, new Date(), new Date());
  };
  // A disk that fails for a moment is no loss of the lock: the next beat asks again.
  const timer = setInterval(() => void beat().catch(() => {}), HEARTBEAT_MS).unref();
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      if ((await readIfThere(path)) === text) await rm(path, { force: true });
    },
  };
}

/** A link appears whole or not at all, and never over another. */
async function place(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { host, pid, started, nonce } = JSON.parse(text) as Holder;
    return typeof host === "string" && Number.isInteger(pid) ? { host, pid, started, nonce } : undefined;
  } catch {
    return undefined;
  }
}

async function holds(holder: Holder, path: string): Promise<boolean> {
  if (holder.host === hostname()) return isAlive(holder.pid) && startOf(holder.pid) === holder.started;
  const touched = await stat(path).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_MS_MAX;
}

function refusal({ host, pid }: Holder): WitnessError {
  return host === hostname()
    ? new WitnessError("locked", `${pid}`)
    : new WitnessError("locked_elsewhere", `${pid} @ ${host}`);
}

/**
 * Removes this very stale lock and no later one: who holds the claim on it is alone with it, and what is stale is removed
 * by nobody else. A claim that a crash left behind is given up for the next attempt.
 */
async function discard({ path, own, stale }: { path: string; own: string; stale: string }): Promise<void> {
  const claim = `${path}.${createHash("sha256").update(stale).digest("hex").slice(0, 16)}`;
  if (!(await place(own, claim))) {
    const claimant = parseHolder((await readIfThere(claim)) ?? "");
    if (!claimant || !(await holds(claimant, claim))) await rm(claim, { force: true });
    await sleep(RETRY_MS);
    return;
  }
  try {
    if ((await readIfThere(path)) === stale) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Boot and start time of a process (fields of proc_pid_stat(5)), where /proc tells; a zombie has none. */
function startOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return "";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()} ${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}
