/**
 * Hashing blocks in a thread of their own, so that a file is received as fast as before its chunks had digests. Blocks are memory that
 * both threads share; WebCrypto, which has threads too, copies each block first, a third of the time that hashing it takes.
 */
import { Worker } from "node:worker_threads";

/** Those who wait for its answers, in the order of their questions. */
const waiting: PromiseWithResolvers<Uint8Array>[] = [];
let thread: Worker | undefined;

/** @param block shared memory, which has to stay what it is until this resolves; 32 bytes come of it */
export function digestBlock(block: Uint8Array<SharedArrayBuffer>): Promise<Uint8Array> {
  thread ??= begin();
  const answer = Promise.withResolvers<Uint8Array>();
  waiting.push(answer);
  // Only while somebody waits does it keep the process.
  thread.ref();
  thread.postMessage(block);
  return answer.promise;
}

function begin(): Worker {
  // Whatever this process was started with: it needs nothing but node itself.
  const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { execArgv: [] });
  const onGone = (reason: unknown): void => {
    thread = undefined;
    const error = reason instanceof Error ? reason : new Error(`the thread that hashes ended (${String(reason)})`);
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  return worker
    .on("message", (digest: Uint8Array) => {
      waiting.shift()?.resolve(digest);
      if (waiting.length === 0) worker.unref();
    })
    .once("error", onGone)
    .once("exit", (code) => thread === worker && onGone(code));
}
