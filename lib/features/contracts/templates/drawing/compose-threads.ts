/** Contracts composed in threads of their own, in which the caller's thread answers others. Fonts are read once a thread. */
import { Worker } from "node:worker_threads";
import { DRAWING_MEMORY, drawingThreads } from "#lib/pdf/threads.ts";
import type { ComposeOrder, ComposeOutcome } from "./compose-messages.ts";
import { DrawingRefused } from "./refused.ts";

/** Far more than two thousand pages take on a busy machine. */
const COMPOSING_MS_MAX = 120_000;

interface Waiting {
  order: ComposeOrder;
  resolve: (outcome: Extract<ComposeOutcome, { pdf: Uint8Array }>) => void;
  reject: (error: Error) => void;
}

const idle: Worker[] = [];
const waiting: Waiting[] = [];
let threads = 0;

/** @throws {DrawingRefused}; {Error} where the thread ended */
export async function composeInThread(order: ComposeOrder): Promise<Extract<ComposeOutcome, { pdf: Uint8Array }>> {
  return await new Promise((resolve, reject) => {
    waiting.push({ order, resolve, reject });
    next();
  });
}

function next(): void {
  if (waiting.length === 0) return;
  const worker = idle.pop() ?? begun();
  const job = worker && waiting.shift();
  if (worker && job) run(worker, job);
}

function begun(): Worker | undefined {
  if (threads >= drawingThreads()) return undefined;
  threads += 1;
  const worker = new Worker(new URL("./compose-worker.ts", import.meta.url), { resourceLimits: DRAWING_MEMORY });
  // Also one that ends while it waits, which nobody would hear of otherwise.
  worker.once("exit", () => {
    threads -= 1;
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  });
  worker.on("error", () => {});
  return worker;
}

function run(worker: Worker, { order, resolve, reject }: Waiting): void {
  // Only while it composes does it keep the process.
  worker.ref();
  const settle = (): void => {
    clearTimeout(timer);
    worker.off("message", onMessage).off("error", onGone).off("exit", onGone);
    worker.unref();
  };
  const onMessage = (outcome: ComposeOutcome): void => {
    settle();
    idle.push(worker);
    if ("pdf" in outcome) resolve(outcome);
    else reject("refused" in outcome ? new DrawingRefused(outcome.refused) : new Error(outcome.failed));
    next();
  };
  const onGone = (error: unknown): void => {
    settle();
    // The next one may begin only once this one is gone, and is counted no more.
    void worker.terminate().then(next);
    reject(error instanceof Error ? error : new Error(`the thread that composes contracts ended (${String(error)})`));
  };
  const timer = setTimeout(() => onGone(new Error("composing a contract took too long")), COMPOSING_MS_MAX);
  worker.on("message", onMessage).on("error", onGone).on("exit", onGone);
  worker.postMessage(order);
}
