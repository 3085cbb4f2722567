/** What every long-running process of ours has in common: how it says that it is ready, how it is told to stop. */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import "./env-file.ts";
import { tellParent } from "../steps/tell-parent.ts";
import { describeFailure, Failure } from "./failure.mjs";
import { followProxies } from "./proxies.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long a process may take to stop by itself once it was asked to. */
const STOP_TIMEOUT_MS = 30_000;

export interface Shell {
  /** Aborted when the process shall stop: by a signal, or because the start that runs it is gone. */
  signal: AbortSignal;
  /** Tells the start, and whoever reads the terminal. */
  ready(message: string): void;
}

// What is neither said nor asked for runs as in production.
if (!process.env.NODE_ENV) {
  Object.assign(process.env, { NODE_ENV: process.argv.includes("--dev") ? "development" : "production" });
}

/**
 * Runs `work` until it returns or throws; a failure becomes one sentence and exit code 1.
 *
 * @param name of the process and of its log in DATA_DIR/logs, which takes the stack of what nobody expected
 */
export async function runShell(name: string, work: (shell: Shell) => Promise<void>): Promise<never> {
  const stop = new AbortController();
  const end = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, end);
  process.on("disconnect", end);
  process.on("unhandledRejection", (reason) => fail(name, reason));
  process.on("uncaughtException", (error) => fail(name, error));
  try {
    followProxies();
    await work({ signal: stop.signal, ready: (message) => sayReady(message) });
  } catch (error) {
    if (!stop.signal.aborted) await fail(name, error);
  }
  process.exit(0);
}

function sayReady(message: string): void {
  if (process.send) process.send({ ready: true });
  else console.log(message);
}

async function fail(name: string, error: unknown): Promise<never> {
  const sentence = error instanceof Failure || isExpected(error) ? undefined : writeLog(name, error);
  const failed = {
    en: error instanceof Error ? error.message : String(error),
    zh: error instanceof Failure ? error.zh : error instanceof Error ? error.message : String(error),
  };
  if (sentence) {
    failed.en = `${failed.en} (${sentence})`;
    failed.zh = `${failed.zh}（${sentence}）`;
  }
  if (!(await tellParent({ failed }))) console.error(describeFailure(new Failure(failed.en, failed.zh)));
  process.exit(1);
}

/** Errors whose message was written for people: configuration, a missing database, a refused connection. */
function isExpected(error: unknown): boolean {
  return error instanceof Error && /^(Bad configuration|No database)/.test(error.message);
}

/** @returns where the stack can be read */
function writeLog(name: string, error: unknown): string | undefined {
  const folder = join(process.env.DATA_DIR || ".data", "logs");
  const path = join(folder, `${name}.log`);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(path, `${new Date().toISOString()} ${text}\n`, { mode: 0o600 });
    return path;
  } catch {
    return undefined;
  }
}
