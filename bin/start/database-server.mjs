/** Starts the embedded PostgreSQL under its keeper, speaks with the keeper, and starts it again when it dies. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describeFailure, Failure } from "./failure.mjs";
import { restsBetween } from "./rests.mjs";

const KEEPER = fileURLToPath(new URL("./postgres-keeper.mjs", import.meta.url));

/**
 * @typedef {object} DatabaseServer
 * @property {number} pid of the postmaster
 * @property {number} keeperPid
 * @property {number} port
 * @property {(database: string) => string} url of a database, as superuser
 * @property {Promise<void>} exited when it has ended, wanted or not
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ folder: string, throwaway?: boolean, node?: string, port?: number }} options port: this one or none
 * @returns {Promise<DatabaseServer>}
 * @throws {Failure}
 */
export async function openDatabaseServer({ folder, throwaway = false, node = process.execPath, port }) {
  const mode = throwaway ? "throwaway" : "kept";
  const child = spawn(node, [KEEPER, folder, mode, ...(port === undefined ? [] : [String(port)])], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    detached: true,
  });
  const exited = new Promise((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  const answer = await new Promise((resolve) => {
    child.once("message", resolve);
    exited.then(() => resolve(undefined));
  });
  if (!answer?.ready) {
    await exited;
    const failed = answer?.failed ?? {
      en: "The embedded PostgreSQL ended while starting.",
      zh: "内置 PostgreSQL 在启动时退出。",
    };
    throw new Failure(failed.en, failed.zh);
  }
  const { pid, port: taken, user, password } = answer.ready;
  // The channel stays open as long as this process lives, without keeping it alive.
  child.unref();
  child.channel.unref();
  return {
    pid,
    keeperPid: child.pid,
    port: taken,
    url: (database) => `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${taken}/${database}`,
    exited,
    stop: async () => {
      child.ref();
      if (child.connected) child.send("stop", () => {});
      await exited;
    },
  };
}

/**
 * The same, started again whenever it dies: on the port that everybody knows by then.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {string} options.node
 * @param {(death: import("./part.mjs").Death) => void} options.died told when it runs again, since before nobody can be told
 * @returns {Promise<Pick<DatabaseServer, "url" | "stop">>}
 * @throws {Failure} when it does not start the first time
 */
export async function keepDatabaseServer({ folder, node, died }) {
  let server = await openDatabaseServer({ folder, node });
  const { port, url } = server;
  const stopping = new AbortController();
  const { signal } = stopping;
  const rests = restsBetween();
  const again = async ({ ms }) => {
    await sleep(ms, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    server = await openDatabaseServer({ folder, node, port });
  };
  const keep = async () => {
    for (;;) {
      await server.exited;
      let rest = rests.next();
      const death = { part: "PostgreSQL", how: "", times: rest.times, restMs: rest.ms };
      for (let running = false; !running; ) {
        if (signal.aborted) return;
        running = await again(rest).then(
          () => !signal.aborted,
          (error) => {
            console.error(describeFailure(error));
            rest = rests.next();
          },
        );
      }
      died(death);
    }
  };
  const kept = keep();
  const stop = async () => {
    stopping.abort();
    await server.stop();
    await kept;
  };
  return { url, stop };
}
