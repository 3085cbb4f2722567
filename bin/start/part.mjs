/** A process of the running product, as the start sees it. */
import { spawn } from "node:child_process";
import { endProcess } from "./processes.mjs";
import { ROOT } from "./settings.mjs";

/** Time for requests and blocks under way, then no more. */
const STOP_STEPS = [
  { signal: "SIGTERM", milliseconds: 20_000 },
  { signal: "SIGKILL", milliseconds: 5_000 },
];

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {number} pid
 * @property {Promise<void>} ready when it says so; never settles when it ends before
 * @property {Promise<{ code: number | null, signal: string | null, reason?: { en: string, zh: string } }>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `args` on `node`. It is in a process group of its own, so that Ctrl-C reaches the start alone; it stops by
 * itself when its channel to the start closes.
 *
 * @param {{ name: string, node: string, args: string[], env: NodeJS.ProcessEnv }} options
 * @returns {Part}
 */
export function startPart({ name, node, args, env }) {
  const child = spawn(node, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit", "ipc"], detached: true });
  let reason;
  let over = false;
  const ready = new Promise((resolve) => {
    child.on("message", (message) => {
      if (message?.ready) resolve();
      if (message?.failed) reason = message.failed;
    });
  });
  const exited = new Promise((resolve) => {
    const end = (code, signal) => {
      over = true;
      resolve({ code, signal, reason });
    };
    child.once("error", () => end(null, null));
    child.once("exit", end);
  });
  const stop = async () => {
    if (!over) await endProcess(child.pid, STOP_STEPS);
    await exited;
  };
  return { name, pid: child.pid, ready, exited, stop };
}
