/**
 * Certificates made on threads of their own, as many as there are processors to spare: drawing and signing take all of one. What a thread
 * is given is one certificate at a time, so that memory is bounded by their number; idle threads end, and their fonts with them.
 */
import { Worker } from "node:worker_threads";
import { DRAWING_MEMORY, drawingThreads } from "#lib/pdf/threads.ts";
import type { Made, MakingContext, Order, Outcome, ToMake } from "./making.ts";

/** Reading the fonts again takes a second; keeping them takes a hundred megabytes a thread. */
const IDLE_MS = 30_000;
/** Far more than the longest certificate takes on a busy machine. */
const MAKING_MS_MAX = 60_000;

/** Why a certificate cannot be made: of it, and of no other one. */
export class MakingError extends Error {
  readonly number: number;

  constructor(number: number, reason: string) {
    super(`certificate ${number}: ${reason}`);
    this.name = "MakingError";
    this.number = number;
  }
}

interface Waiting {
  context: MakingContext;
  one: ToMake;
  resolve: (made: Made) => void;
  reject: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  /** The batch that it has open. */
  batch: string | undefined;
  busy: boolean;
}

const waiting: Waiting[] = [];
const threads = new Set<Thread>();
let idle: NodeJS.Timeout | undefined;

/** @throws {MakingError} */
export function makeOne(context: MakingContext, one: ToMake): Promise<Made> {
  return new Promise((resolve, reject) => {
    waiting.push({ context, one, resolve, reject });
    begin();
  });
}

/** Ends all threads; the next certificate starts one. */
export async function endThreads(): Promise<void> {
  clearTimeout(idle);
  const all = [...threads];
  threads.clear();
  await Promise.all(all.map(({ worker }) => worker.terminate()));
}

function begin(): void {
  clearTimeout(idle);
  while (waiting.length > 0) {
    const free =
      [...threads].find(({ busy }) => !busy) ?? (threads.size < drawingThreads() ? startThread() : undefined);
    const next = free && waiting.shift();
    if (!next) return;
    void run(free, next);
  }
  if ([...threads].every(({ busy }) => !busy)) idle = setTimeout(() => void endThreads(), IDLE_MS).unref();
}

function startThread(): Thread {
  const worker = new Worker(new URL("./make-worker.ts", import.meta.url), { resourceLimits: DRAWING_MEMORY });
  const thread = { worker, batch: undefined, busy: false };
  thread.worker.unref();
  threads.add(thread);
  return thread;
}

async function run(thread: Thread, { context, one, resolve, reject }: Waiting): Promise<void> {
  thread.busy = true;
  // Only while it works does it keep the process.
  thread.worker.ref();
  try {
    resolve(await ask(thread, { context, one }));
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)));
  }
  thread.worker.unref();
  thread.busy = false;
  begin();
}

function ask(thread: Thread, { context, one }: { context: MakingContext; one: ToMake }): Promise<Made> {
  const { worker } = thread;
  const order = (message: Order) => worker.postMessage(message);
  return new Promise<Made>((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onGone).off("exit", onGone);
    };
    const onMessage = (outcome: Outcome) => {
      settle();
      if ("made" in outcome) resolve(outcome.made);
      else reject(new MakingError(one.number, outcome.failed));
    };
    const onGone = (reason: unknown) => {
      settle();
      threads.delete(thread);
      void worker.terminate();
      reject(
        new MakingError(one.number, reason instanceof Error ? reason.message : `its thread ended (${String(reason)})`),
      );
    };
    const timer = setTimeout(() => onGone(new Error("it took too long")), MAKING_MS_MAX);
    worker.on("message", onMessage).on("error", onGone).on("exit", onGone);
    if (thread.batch !== context.batch) order({ open: context });
    thread.batch = context.batch;
    order({ make: one });
  });
}
