/** A document of many receipts is seconds of work: in a thread of its own, which ends with it, or when nobody waits for it any more. */
import { Worker } from "node:worker_threads";
import { SealbookError } from "#lib/words/errors.ts";
import type { MergedInput } from "./render-merged.ts";

/**
 * @throws {SealbookError} `request_timeout` when `signal` is aborted
 * @throws {Error} as `renderMerged`
 */
export async function drawMerged(input: MergedInput, signal: AbortSignal): Promise<Uint8Array> {
  if (signal.aborted) throw new SealbookError("request_timeout");
  const worker = new Worker(new URL("./merge-worker.ts", import.meta.url), { workerData: input });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const leave = () => reject(new SealbookError("request_timeout"));
  signal.addEventListener("abort", leave);
  worker.once("message", resolve).once("error", reject);
  worker.once("exit", () => reject(new Error("the thread that draws many receipts ended")));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", leave);
    await worker.terminate();
  }
}
