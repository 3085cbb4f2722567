/** Runs a mirror that is pushed to, until it is told to stop. */
import { once } from "node:events";
import { eventLog } from "../../witness/event-log.ts";
import { readKeys } from "../../witness/witness-key.ts";
import { PushMirror } from "./push-mirror.ts";
import { servePushMirror } from "./push-server.ts";

export interface RunOptions {
  folder: string;
  host: string;
  port: number;
  prefix?: string;
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
export async function runPushMirror(options: RunOptions): Promise<"stopped" | "lost"> {
  const { folder, host, port, prefix, version, write, signal } = options;
  const log = eventLog(write);
  const cosigners = await readKeys(folder, "mirror");
  const mirror = await PushMirror.open({ folder, cosigners, log });
  try {
    const server = await servePushMirror(mirror, { host, port, prefix, version, log });
    const keys = cosigners.map(({ key }) => key.text).join(" ");
    log("info", "listening", { url: server.url, keys, version, pid: process.pid });
    const stop = AbortSignal.any([signal, mirror.lost]);
    if (!stop.aborted) await once(stop, "abort");
    const isLost = mirror.lost.aborted;
    log(isLost ? "error" : "info", isLost ? "lock_lost" : "stopping");
    await server.close();
    log("info", "stopped");
    return isLost ? "lost" : "stopped";
  } finally {
    await mirror.close();
  }
}
