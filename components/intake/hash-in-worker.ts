/** Hashing in a Web Worker, so that the page stays responsive with files of gigabytes. */
import type { HashMessage, HashQuestion, MoreDigests } from "./hash-message.ts";

export type HashOutcome =
  | { kind: "done"; sha256: string; sha3?: string; sm3?: string }
  /** The file went away, changed, or was never a file. */
  | { kind: "unreadable" }
  /** The program that hashes could not be loaded. */
  | { kind: "unstarted" }
  | { kind: "cancelled" };

export interface HashOptions {
  more?: MoreDigests;
  onProgress: (hashed: number) => void;
  signal: AbortSignal;
}

/** A worker that has finished its file and can take the next: starting one takes longer than hashing a small file. */
let idle: Worker | undefined;

function takeWorker(): Worker {
  const worker = idle ?? new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
  idle = undefined;
  return worker;
}

/**
 * Hashes `file` away from the page's own thread; stops at once when `signal` aborts.
 *
 * @returns the digests in lower-case hex, or why there is none. Never rejects.
 */
export function hashInWorker(file: Blob, { more = {}, onProgress, signal }: HashOptions): Promise<HashOutcome> {
  if (signal.aborted) return Promise.resolve({ kind: "cancelled" });
  return new Promise((resolve) => {
    const worker = takeWorker();
    const finish = (outcome: HashOutcome) => {
      signal.removeEventListener("abort", cancel);
      worker.onmessage = null;
      worker.onerror = null;
      // One that was interrupted or never ran is of no more use.
      if (idle || outcome.kind === "cancelled" || outcome.kind === "unstarted") worker.terminate();
      else idle = worker;
      resolve(outcome);
    };
    const cancel = () => finish({ kind: "cancelled" });
    signal.addEventListener("abort", cancel);
    // What goes wrong with the file the worker catches: this is about the worker's own script.
    worker.onerror = () => finish({ kind: "unstarted" });
    worker.onmessage = (event: MessageEvent<HashMessage>) => {
      if (event.data.kind === "progress") onProgress(event.data.hashed);
      else finish(event.data);
    };
    worker.postMessage({ file, more } satisfies HashQuestion);
  });
}
