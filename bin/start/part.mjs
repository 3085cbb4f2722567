/** A process of the running product, as the start sees it. */
import { spawn } from "node:child_process";
import { endProcess } from "./processes.mjs";
import { ROOT } from "./settings.mjs";

/** Time for requests and blocks under way, then no more. */
const STOP_STEPS = [
  { signal: "SIGTERM", milliseconds: 20_000 },
  { signal: "SIGKILL", milliseconds: 5_000 },
];

/** What a process ends with that wants to be started anew. */
export const AGAIN_CODE = 75;

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {Promise<void>} ready when it says so; never settles when it ends before
 * @property {Promise<{ code: number | null, signal: string | null, reason?: { en: string, zh: string } }>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `args` on `node`. It is in a process group of its own, so that Ctrl-C reaches the start alone; it stops by
 * itself when its channel to the start closes.
 *
 * One that ends with AGAIN_CODE is started anew, with `--again`: its sources changed.
 *
 * @param {{ name: string, node: string, args: string[], env: NodeJS.ProcessEnv }} options
 * @returns {Part}
 */
export function startPart({ name, node, args, env }) {
  let child;
  let reason;
  let over = false;
  let sayReady;
  const ready = new Promise((resolve) => {
    sayReady = resolve;
  });
  const exited = new Promise((resolve) => {
    const end = (code, signal) => {
      over = true;
      resolve({ code, signal, reason });
    };
    const begin = (more) => {
      const stdio = ["ignore", "inherit", "inherit", "ipc"];
      child = spawn(node, [...args, ...more], { cwd: ROOT, env, stdio, detached: true });
      child.on("message", (message) => {
        if (message?.ready) sayReady();
        if (message?.failed) reason = message.failed;
      });
      child.once("error", () => end(null, null));
      child.once("exit", (code, signal) => (code === AGAIN_CODE ? begin(["--again"]) : end(code, signal)));
    };
    begin([]);
  });
  const stop = async () => {
    if (!over) await endProcess(child.pid, STOP_STEPS);
    await exited;
  };
  return { name, ready, exited, stop };
}
