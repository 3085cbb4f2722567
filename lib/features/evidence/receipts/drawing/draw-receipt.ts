/**
 * Drawing receipts in a thread of their own: a tenth of a second each, in which this one would answer nobody. The key stays here; the
 * thread asks for a signature.
 */
import { Worker } from "node:worker_threads";
import { DRAWING_MEMORY } from "#lib/pdf/threads.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Order, Outcome } from "./draw-messages.ts";
import { FairQueue } from "./fair-queue.ts";
import type { ReceiptPdfInput } from "./render-receipt.ts";

const WAITING_PER_CALLER_MAX = 32;
const WAITING_MAX = 128;
/** Far more than the longest receipt takes on a busy machine. */
const DRAWING_MS_MAX = 60_000;

const queue = new FairQueue({ perCallerMax: WAITING_PER_CALLER_MAX, totalMax: WAITING_MAX });
let thread: Worker | undefined;

/**
 * The sealed PDF of a receipt, anchored or not.
 *
 * @param options caller: among whom the thread is shared out, an organisation or an address; signal: of whoever waits
 * @throws {SealbookError} `too_many_at_once`, `unavailable`
 * @throws {Error} as `renderReceiptPdf`
 */
export async function drawReceipt(
  { caller, signal }: { caller: string; signal?: AbortSignal | undefined },
  input: ReceiptPdfInput,
): Promise<Uint8Array> {
  return await queue.run(caller, async () => {
    // Who left while it waited gets none drawn.
    if (signal?.aborted) throw new SealbookError("request_timeout");
    return await drawInThread(input);
  });
}

function drawInThread({ sign, ...draw }: ReceiptPdfInput): Promise<Uint8Array> {
  thread ??= new Worker(new URL("./draw-worker.ts", import.meta.url), { resourceLimits: DRAWING_MEMORY });
  const worker = thread;
  // Only while it draws does it keep the process.
  worker.ref();
  return new Promise<Uint8Array>((resolve, reject) => {
    const order = (message: Order) => worker.postMessage(message);
    const timer = setTimeout(() => onGone(new Error("drawing a receipt took too long")), DRAWING_MS_MAX);
    const settle = (): void => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onGone).off("exit", onGone);
      worker.unref();
    };
    const onMessage = (outcome: Outcome): void => {
      if ("sign" in outcome) {
        Promise.resolve()
          .then(() => sign(outcome.sign))
          .then(
            (line) => order({ line }),
            (error: Error) => order({ refused: error.message }),
          );
        return;
      }
      settle();
      if ("pdf" in outcome) resolve(outcome.pdf);
      else reject(new Error(outcome.failed));
    };
    const onGone = (error: unknown): void => {
      settle();
      thread = undefined;
      void worker.terminate();
      reject(error instanceof Error ? error : new Error(`the thread that draws receipts ended (${String(error)})`));
    };
    worker.on("message", onMessage).on("error", onGone).on("exit", onGone);
    order({ draw });
  });
}
