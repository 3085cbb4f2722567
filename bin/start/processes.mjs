/** What the start asks the operating system about processes, by their ids. */
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 25;

/**
 * @param {number} pid
 * @returns {boolean} whether such a process exists, a zombie not counted
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return processState(pid) !== "Z";
}

/**
 * @param {number} pid
 * @returns {string | undefined} one letter as ps writes it, where /proc tells
 */
function processState(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0];
  } catch {
    return undefined;
  }
}

/**
 * A text that differs between two processes that had the same id one after the other.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when no such process exists
 */
export function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 22 of proc_pid_stat(5); the name in field 2 may hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    const ps = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return ps.stdout?.trim() || undefined;
  }
}

/**
 * Whether `pid` is a postmaster that serves `folder`: it works in its data folder.
 *
 * @param {number} pid
 * @param {string} folder real path of the data folder
 * @returns {boolean}
 */
export function isPostmasterOf(pid, folder) {
  if (!isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    const ps = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return (ps.stdout ?? "").includes("postgres") && ps.stdout.includes(folder);
  }
}

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} milliseconds
 * @returns {Promise<boolean>} false when the time is over
 */
export async function waitUntil(condition, milliseconds) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Sends one signal after the other until the process is gone.
 *
 * @param {number} pid
 * @param {{ signal: NodeJS.Signals, milliseconds: number }[]} steps what to send and how long to wait then
 * @returns {Promise<boolean>} whether it is gone
 */
export async function endProcess(pid, steps) {
  for (const { signal, milliseconds } of steps) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code === "ESRCH") return true;
      throw error;
    }
    if (await waitUntil(() => !isAlive(pid), milliseconds)) return true;
  }
  return !isAlive(pid);
}
