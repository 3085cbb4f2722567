/** A process of the running product, as the start sees it: once it was ready it is started again whenever it dies. */
import { spawn } from "node:child_process";
import { endProcess } from "./processes.mjs";
import { restsBetween } from "./rests.mjs";
import { ROOT } from "./settings.mjs";

/** Time for requests and blocks under way, then no more. */
const STOP_STEPS = [
  { signal: "SIGTERM", milliseconds: 20_000 },
  { signal: "SIGKILL", milliseconds: 5_000 },
];

/** What a process ends with that wants to be started anew. */
export const AGAIN_CODE = 75;

/**
 * @typedef {object} Death
 * @property {string} part
 * @property {string} how the signal, or "exit CODE"
 * @property {number} times in a row
 * @property {number} restMs until it is started again
 */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {Promise<void>} ready when it says so; never settles when it ends before
 * @property {Promise<{ code: number | null, signal: string | null, reason?: { en: string, zh: string } }>} exited
 *   for good: it was stopped, or could not start the first time
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `args` on `node`. It is in a process group of its own, so that Ctrl-C reaches the start alone; it stops by
 * itself when its channel to the start closes.
 *
 * One that ends with AGAIN_CODE is started anew at once, with `--again`: its sources changed.
 *
 * @param {{ name: string, node: string, args: string[], env: NodeJS.ProcessEnv, died: (death: Death) => void }} options
 * @returns {Part}
 */
export function startPart({ name, node, args, env, died }) {
  const rests = restsBetween();
  let child;
  let pause;
  let reason;
  let running = false;
  let wasReady = false;
  let stopping = false;
  let sayReady;
  let sayExited;
  const ready = new Promise((resolve) => {
    sayReady = resolve;
  });
  const exited = new Promise((resolve) => {
    sayExited = resolve;
  });
  const begin = (more) => {
    pause = undefined;
    running = true;
    const stdio = ["ignore", "inherit", "inherit", "ipc"];
    child = spawn(node, [...args, ...more], { cwd: ROOT, env, stdio, detached: true });
    child.on("message", (message) => {
      if (message?.failed) reason = message.failed;
      if (!message?.ready) return;
      wasReady = true;
      sayReady();
    });
    child.once("error", () => ended(null, null));
    child.once("exit", ended);
  };
  const ended = (code, signal) => {
    if (!running) return;
    running = false;
    if (code === AGAIN_CODE && !stopping) return begin(["--again"]);
    if (stopping || !wasReady) return sayExited({ code, signal, reason });
    const { times, ms } = rests.next();
    died({ part: name, how: reason?.en ?? signal ?? `exit ${code}`, times, restMs: ms });
    reason = undefined;
    pause = setTimeout(begin, ms, []);
  };
  begin([]);
  const stop = async () => {
    stopping = true;
    if (running) await endProcess(child.pid, STOP_STEPS);
    else if (pause) sayExited({ code: null, signal: null });
    clearTimeout(pause);
    await exited;
  };
  return { name, ready, exited, stop };
}
