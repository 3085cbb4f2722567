/** Work on what strangers made, in a thread of its own with so much memory and time and no more: it may cost, or break, whoever does it. */
import { type ResourceLimits, Worker } from "node:worker_threads";

/** The thread answers with one message, `{ output }`. */
export interface Thread {
  /** Its program. */
  program: URL;
  memory: ResourceLimits;
  msMax: number;
}

/**
 * @param input what is handed over, copied
 * @returns `too_costly` where it took more than it may
 * @throws {Error} what the thread did not catch
 */
export async function runInThread<Output>(
  { program, memory, msMax }: Thread,
  input: unknown,
): Promise<Output | "too_costly"> {
  const worker = new Worker(program, { workerData: input, resourceLimits: memory });
  const { promise, resolve, reject } = Promise.withResolvers<Output | "too_costly">();
  const timer = setTimeout(() => resolve("too_costly"), msMax);
  worker.once("message", ({ output }: { output: Output }) => resolve(output));
  worker.once("error", (error: NodeJS.ErrnoException) =>
    error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve("too_costly") : reject(error),
  );
  worker.once("exit", () => reject(new Error(`The thread of ${program.pathname} ended without an answer`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
