/** Starts the embedded PostgreSQL under its keeper, and speaks with the keeper. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";

const KEEPER = fileURLToPath(new URL("./postgres-keeper.mjs", import.meta.url));

/**
 * @typedef {object} DatabaseServer
 * @property {number} pid of the postmaster
 * @property {number} keeperPid
 * @property {(database: string) => string} url of a database, as superuser
 * @property {Promise<void>} exited when it has ended, wanted or not
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ folder: string, throwaway?: boolean, node?: string }} options
 * @returns {Promise<DatabaseServer>}
 * @throws {Failure}
 */
export async function openDatabaseServer({ folder, throwaway = false, node = process.execPath }) {
  const child = spawn(node, [KEEPER, folder, throwaway ? "throwaway" : "kept"], {
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
  const { pid, port, user, password } = answer.ready;
  // The channel stays open as long as this process lives, without keeping it alive.
  child.unref();
  child.channel.unref();
  return {
    pid,
    keeperPid: child.pid,
    url: (database) => `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    exited,
    stop: async () => {
      child.ref();
      if (child.connected) child.send("stop", () => {});
      await exited;
    },
  };
}
