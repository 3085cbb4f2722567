/** Hashing away from the page's own thread, so that it stays responsive with files of gigabytes. */

export type HashMessage =
  | { kind: "progress"; hashed: number }
  | { kind: "done"; sha256: string }
  | { kind: "unreadable" };

export type HashOutcome =
  | { kind: "done"; sha256: string }
  /** The file went away, changed, or was never a file. */
  | { kind: "unreadable" }
  /** The program that hashes could not be loaded. */
  | { kind: "unstarted" }
  | { kind: "cancelled" };

/**
 * Hashes `file` in a worker of its own, which ends with the answer or at once when `signal` aborts.
 *
 * @returns the digest in lower-case hex, or why there is none. Never rejects.
 */
export function hashInWorker(
  file: Blob,
  { onProgress, signal }: { onProgress: (hashed: number) => void; signal: AbortSignal },
): Promise<HashOutcome> {
  if (signal.aborted) return Promise.resolve({ kind: "cancelled" });
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
    const finish = (outcome: HashOutcome) => {
      worker.terminate();
      signal.removeEventListener("abort", cancel);
      resolve(outcome);
    };
    const cancel = () => finish({ kind: "cancelled" });
    signal.addEventListener("abort", cancel);
    // What goes wrong with the file the worker catches: this is about the worker's own script.
    worker.addEventListener("error", () => finish({ kind: "unstarted" }));
    worker.addEventListener("message", (event: MessageEvent<HashMessage>) => {
      if (event.data.kind === "progress") onProgress(event.data.hashed);
      else finish(event.data);
    });
    worker.postMessage(file);
  });
}
