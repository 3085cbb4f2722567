/** The signatures of a document, checked in a thread of its own with so much memory and time and no more. */
import { runInThread } from "#lib/infra/threads/run-in-thread.ts";
import type { Named } from "#lib/verify/pdf/named.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";

const THREAD = {
  program: new URL("./check-worker.ts", import.meta.url),
  memory: { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 48 },
};
/** A document with three signatures takes a twentieth of a second. */
const CHECK_MS_MAX = 60_000;

/** @returns undefined without signatures; `too_costly` where it took more than it may */
export async function checkInThread(
  input: { pdf: Uint8Array; named: readonly Named[]; known: Date },
  { msMax = CHECK_MS_MAX }: { msMax?: number } = {},
): Promise<PdfSignaturesReport | "too_costly" | undefined> {
  return await runInThread<PdfSignaturesReport | undefined>({ ...THREAD, msMax }, input);
}
