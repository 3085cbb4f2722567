/** Makes a witness, and runs one until it is told to stop. */
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { syncFolder } from "./durable-file.ts";
import { eventLog } from "./event-log.ts";
import { Witness } from "./witness.ts";
import { type Cosigner, createKeyFile, readKeyFile } from "./witness-key.ts";
import { serveWitness } from "./witness-server.ts";

const FOLDER_MODE = 0o700;

/** Makes the folder and its key. @throws {WitnessError} name_malformed, folder_taken */
export async function initWitness(folder: string, name: string): Promise<Cosigner> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const cosigner = await createKeyFile(join(folder, "key"), name);
  await syncFolder(folder);
  await syncFolder(dirname(resolve(folder)));
  return cosigner;
}

/** @throws {WitnessError} key_absent, key_open, key_malformed */
export async function readWitnessKey(folder: string): Promise<Cosigner> {
  return await readKeyFile(join(folder, "key"));
}

export interface RunOptions {
  folder: string;
  host: string;
  port: number;
  prefix?: string;
  rate?: number;
  version: string;
  /** Takes the lines of the log. */
  write: (line: string) => void;
  /** Ends it, after the answers that are under way. */
  signal: AbortSignal;
}

/**
 * @returns "lost" when another process took the folder: it has ended then, too
 * @throws {WitnessError} when it cannot start
 */
export async function runWitness(options: RunOptions): Promise<"stopped" | "lost"> {
  const { folder, host, port, prefix, rate, version, write, signal } = options;
  const log = eventLog(write);
  const witness = await Witness.open({ folder, log, rate });
  try {
    const server = await serveWitness(witness, { host, port, prefix, version, log });
    log("info", "listening", { url: server.url, key: witness.key.text, version, pid: process.pid });
    const stop = AbortSignal.any([signal, witness.lost]);
    if (!stop.aborted) await once(stop, "abort");
    const isLost = witness.lost.aborted;
    log(isLost ? "error" : "info", isLost ? "lock_lost" : "stopping");
    await server.close();
    log("info", "stopped");
    return isLost ? "lost" : "stopped";
  } finally {
    await witness.close();
  }
}
