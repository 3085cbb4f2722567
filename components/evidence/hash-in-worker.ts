/** Hashing away from the page's own thread, so that it stays responsive with files of gigabytes. */

export type HashMessage =
  | { kind: "progress"; hashed: number }
  | { kind: "done"; sha256: string }
  | { kind: "unreadable" };

export type HashOutcome = { kind: "done"; sha256: string } | { kind: "unreadable" } | { kind: "cancelled" };

/**
 * Hashes `file` in a worker of its own, which ends with the answer or at once when `signal` aborts.
 *
 * @returns the digest in lower-case hex; `unreadable` when the file went away or changed, or the worker could not run.
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
    worker.addEventListener("error", () => finish({ kind: "unreadable" }));
    worker.addEventListener("message", (event: MessageEvent<HashMessage>) => {
      if (event.data.kind === "progress") onProgress(event.data.hashed);
      else finish(event.data);
    });
    worker.postMessage(file);
  });
}
