/** Makes a witness, and runs one until it is told to stop. */
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Cosigners } from "./cosigner.ts";
import { syncFolder } from "./durable-file.ts";
import { eventLog } from "./event-log.ts";
import { Witness } from "./witness.ts";
import { WitnessError } from "./witness-error.ts";
import { ALGORITHMS, type Algorithm, algorithmOf, createKeys, ROLES, type Role, readKeys } from "./witness-key.ts";
import { serveWitness } from "./witness-server.ts";

const FOLDER_MODE = 0o700;

/** Makes the folder of a witness, or of a mirror, and its keys. @throws {WitnessError} name_malformed, folder_taken */
export async function initWitness(
  folder: string,
  { name, algorithms = ALGORITHMS, role = "witness" }: { name: string; algorithms?: readonly Algorithm[]; role?: Role },
): Promise<Cosigners> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  // Another key under another name would spoil what is there.
  for (const each of ROLES) {
    const taken = await readKeys(folder, each).catch((error: unknown) => {
      if (error instanceof WitnessError && error.code === "key_absent") return undefined;
      throw error;
    });
    if (taken) throw new WitnessError("folder_taken", folder);
  }
  await createKeys(folder, { name, algorithms, role });
  await syncFolder(dirname(resolve(folder)));
  return await readKeys(folder, role);
}

/** The key that a witness, or a mirror, lacks. @throws {WitnessError} as `readKeys`, keys_complete */
export async function addKey(folder: string, role: Role = "witness"): Promise<Cosigners> {
  const had = await readKeys(folder, role);
  const algorithms = ALGORITHMS.filter((algorithm) => !had.some(({ key }) => algorithmOf(key) === algorithm));
  if (algorithms.length === 0) throw new WitnessError("keys_complete", folder);
  await createKeys(folder, { name: had[0].key.name, algorithms, role });
  return await readKeys(folder, role);
}

export interface RunOptions {
  folder: string;
  host: string;
  port: number;
  prefix?: string;
  rate?: number;
  /** Offers what is only a draft of C2SP: `sign-subtree`. */
  drafts?: boolean;
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
  const { folder, host, port, prefix, rate, drafts, version, write, signal } = options;
  const log = eventLog(write);
  const witness = await Witness.open({ folder, cosigners: await readKeys(folder), log, rate });
  try {
    const server = await serveWitness(witness, { host, port, prefix, drafts, version, log });
    log("info", "listening", { url: server.url, keys: keysOf(witness), version, pid: process.pid });
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

/** Verifier keys, a space between. */
function keysOf({ keys }: Witness): string {
  return keys.map(({ text }) => text).join(" ");
}
