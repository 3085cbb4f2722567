/** How far a whole list has come, in bytes; of files whose digest alone is recorded, in files. */
import type { UploadItem } from "./upload-item.ts";

export interface ListProgress {
  /** hashing: nothing is confirmed. sending: something is under way. over: neither. */
  phase: "hashing" | "sending" | "over";
  done: number;
  total: number;
  /** Some that wait for the network. */
  paused: boolean;
}

const OUT = new Set<UploadItem["stage"]["name"]>(["refused", "misnamed", "missing", "unhashed", "failed"]);

export function progressOf(items: readonly UploadItem[]): ListProgress {
  const sent = { done: 0, total: 0 };
  const hashed = { done: 0, total: 0 };
  let [underWay, unhashed, paused] = [false, false, false];
  for (const { stage, size, sha256 } of items) {
    if (OUT.has(stage.name)) continue;
    hashed.total += size;
    if (stage.name === "hashing") hashed.done += stage.hashed;
    else if (sha256) hashed.done += size;
    if (stage.name === "queued" || stage.name === "hashing") unhashed = true;
    else if (stage.name !== "hashed") {
      sent.total += size;
      if (stage.name === "sending") sent.done += stage.sent;
      if (stage.name === "finishing" || stage.name === "recorded") sent.done += size;
      underWay ||= stage.name !== "recorded";
      paused ||= stage.name === "paused";
    }
  }
  if (underWay) return { phase: "sending", ...sent, paused };
  return { phase: unhashed ? "hashing" : "over", ...(unhashed ? hashed : sent), paused };
}

/** Files whose content stands earlier in the list, by key: the name of the first of them. */
export function twinsOf(items: readonly UploadItem[]): Map<string, string> {
  const first = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const { key, name, sha256 } of items) {
    if (sha256 === undefined) continue;
    const earlier = first.get(sha256);
    if (earlier === undefined) first.set(sha256, name);
    else twins.set(key, earlier);
  }
  return twins;
}
