/** The signatures of a document, checked in a thread of its own with so much memory and time and no more. */
import { type ResourceLimits, Worker } from "node:worker_threads";
import type { Named } from "#lib/verify/pdf/named.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";

const MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 48 };
/** A document with three signatures takes a twentieth of a second. */
const CHECK_MS_MAX = 60_000;

/** @returns undefined without signatures; `too_costly` where it took more than it may */
export async function checkInThread(
  input: { pdf: Uint8Array; named: readonly Named[]; known: Date },
  { msMax = CHECK_MS_MAX }: { msMax?: number } = {},
): Promise<PdfSignaturesReport | "too_costly" | undefined> {
  const worker = new Worker(new URL("./check-worker.ts", import.meta.url), {
    workerData: input,
    resourceLimits: MEMORY,
  });
  const { promise, resolve, reject } = Promise.withResolvers<PdfSignaturesReport | "too_costly" | undefined>();
  const timer = setTimeout(() => resolve("too_costly"), msMax);
  worker.once("message", ({ report }: { report: PdfSignaturesReport | undefined }) => resolve(report));
  worker.once("error", (error: NodeJS.ErrnoException) =>
    error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve("too_costly") : reject(error),
  );
  worker.once("exit", () => reject(new Error("the thread that checks signatures ended")));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
