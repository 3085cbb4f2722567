/** Runs other programs of the start: their output goes to a file, their answer comes back. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "./failure.mjs";
import { ROOT } from "./settings.mjs";

/**
 * @param {{ command: string, args: string[], log: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal }} options
 *   log: file that takes all output, written anew
 * @returns {Promise<number | null>} exit code; null when it could not run or was killed
 */
export async function runLogged({ command, args, log, env = process.env, signal }) {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "w", 0o600);
  // Its own group, so that stopping it stops whatever it started as well.
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  const kill = () => endGroup(child.pid);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    return await exitOf(child);
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/**
 * Runs one of the .ts steps beside this file on the installed runtime.
 *
 * @param {{ node: string, file: string, args?: string[], env?: NodeJS.ProcessEnv, signal?: AbortSignal }} options file: absolute path
 * @returns {Promise<any>} what the step answered
 * @throws {Failure} what the step gave as the reason
 */
export async function runStep({ node, file, args = [], env = process.env, signal }) {
  const child = spawn(node, [file, ...args], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    detached: true,
  });
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const kill = () => endGroup(child.pid);
  signal?.addEventListener("abort", kill, { once: true });
  let answer;
  child.once("message", (message) => {
    answer = message;
  });
  await exitOf(child);
  signal?.removeEventListener("abort", kill);
  if (answer?.ready !== undefined) return answer.ready;
  if (answer?.failed) throw new Failure(answer.failed.en, answer.failed.zh);
  const last = complaints.trim().split("\n").at(-1) ?? "";
  throw new Failure(`${file} ended without an answer. ${last}`.trim(), `${file} 没有返回结果。${last}`);
}

/** @returns {Promise<number | null>} */
function exitOf(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", (code) => resolve(code));
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}
