/**
 * The worker as the page sees it: two promises. It starts when it is called or warmed up, so that the page itself stays light.
 *
 * A page that was kept for offline use may be unable to start a worker: its service worker answers for the page's own
 * files, not for a worker's first script. The page then does the same work itself.
 */
import type {
  CertificateOutcome,
  CertificateToCheck,
  Checked,
  Inspected,
  ToCheck,
  WorkerReply,
  WorkerRequest,
} from "./worker-protocol.ts";

/** The file could not be read: moved, changed or withheld since it was chosen. */
export class UnreadableFile extends Error {}

type Request = WorkerRequest extends infer Each ? (Each extends { call: number } ? Omit<Each, "call"> : never) : never;
type Call = { signal: AbortSignal; onRead?: (bytes: number) => void };

/** The worker did not start, or broke down. */
class WorkerFailed extends Error {}

let worker: Worker | undefined;
/** The worker that was told that a certificate may come. */
let warm: Worker | undefined;
let workerFails = false;
let calls = 0;

/** Starts the worker before it is asked anything, so that nobody waits for its program. */
export function warmUp(): void {
  if (!workerFails) start();
}

/** Has it made ready for a certificate as well, of which the first one costs several times of the next; told twice, it does so once. */
export function warmUpForCertificates(): void {
  if (workerFails) return;
  const started = start();
  if (warm === started) return;
  warm = started;
  started.postMessage({ kind: "warm", call: ++calls } satisfies WorkerRequest);
}

/**
 * What a file is; `onRead` hears how many bytes of a large one have been read. With `check` a receipt comes back checked: one question instead
 * of two. Rejects with UnreadableFile, or when aborted.
 */
export async function inspectFile(
  file: File,
  {
    check,
    trust,
    beside,
    ...call
  }: Call & Pick<ToCheck, "trust"> & { check?: Omit<ToCheck, "receipt"> | undefined; beside?: Uint8Array | undefined },
): Promise<Inspected> {
  const reply = await ask({ kind: "inspect", file, trust, beside, apart: true, ...(check ? { check } : {}) }, call);
  if (reply.kind !== "inspected") throw new UnreadableFile(file.name);
  return reply.inspected;
}

/** Checks a receipt, against a file's digest where there is one, with the trust of this site. */
export async function checkReceipt(input: ToCheck, call: Call): Promise<Checked> {
  const reply = await ask({ kind: "check", ...input }, call);
  if (reply.kind !== "checked") throw new Error("The worker answered something else.");
  return reply.checked;
}

/** The verdict of a certificate; undefined for what is none. Rejects when aborted. */
export async function checkCertificate(input: CertificateToCheck, call: Call): Promise<CertificateOutcome | undefined> {
  const reply = await ask({ kind: "certificate", ...input }, call);
  if (reply.kind !== "certificate") throw new Error("The worker answered something else.");
  return reply.verification;
}

async function ask(request: Request, call: Call): Promise<WorkerReply> {
  call.signal.throwIfAborted();
  if (!workerFails) {
    try {
      return await askWorker(request, call);
    } catch (cause) {
      if (!(cause instanceof WorkerFailed)) throw cause;
    }
  }
  const [{ answer }, { NETWORK }] = await Promise.all([import("./inspect-and-check.ts"), import("./ask-here.ts")]);
  const onProgress = (progress: WorkerReply) => {
    call.signal.throwIfAborted();
    if (progress.kind === "progress") call.onRead?.(progress.read);
  };
  const reply = await answer({ ...request, call: ++calls }, onProgress, NETWORK);
  call.signal.throwIfAborted();
  return reply;
}

function askWorker(request: Request, { signal, onRead }: Call): Promise<WorkerReply> {
  const asked = start();
  const call = ++calls;
  return new Promise((resolve, reject) => {
    const end = () => {
      asked.removeEventListener("message", hear);
      asked.removeEventListener("error", fail);
      signal.removeEventListener("abort", stop);
    };
    // A worker in the middle of hashing hears nothing: the way to stop it is to end it.
    const stop = () => {
      discard(asked);
      end();
      reject(signal.reason);
    };
    const fail = () => {
      end();
      reject(new WorkerFailed());
    };
    const hear = ({ data }: MessageEvent<WorkerReply>) => {
      if (data.call !== call) return;
      if (data.kind === "progress") {
        onRead?.(data.read);
        return;
      }
      end();
      resolve(data);
    };
    asked.addEventListener("message", hear);
    asked.addEventListener("error", fail);
    signal.addEventListener("abort", stop);
    asked.postMessage({ ...request, call });
  });
}

function start(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL("./verification.worker.ts", import.meta.url), {
    type: "module",
    name: "verification",
  });
  // Heard before anything is asked, too: a worker that did not start would never answer.
  started.addEventListener("error", () => {
    discard(started);
    workerFails = true;
  });
  worker = started;
  return started;
}

function discard(ended: Worker): void {
  ended.terminate();
  if (worker === ended) worker = undefined;
}
