/** The report of a check, for whoever may see the record. */
import { publicUrl } from "#lib/env.ts";
import { FairQueue } from "#lib/features/evidence/receipts/drawing/fair-queue.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { runInThread } from "#lib/infra/threads/run-in-thread.ts";
import { DRAWING_MEMORY } from "#lib/pdf/threads.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readCheck } from "../rows.ts";

const WAITING_PER_CALLER_MAX = 8;
const WAITING_MAX = 32;
const DRAWING_MS_MAX = 60_000;
const THREAD = {
  program: new URL("../drawing/report-worker.ts", import.meta.url),
  memory: DRAWING_MEMORY,
  msMax: DRAWING_MS_MAX,
};
const queue = new FairQueue({ perCallerMax: WAITING_PER_CALLER_MAX, totalMax: WAITING_MAX });

export interface WantedReport {
  /** Of the record. */
  id: string;
  /** Of the check; the newest unless said. */
  check?: string | undefined;
  format: "pdf" | "json";
  locale: Locale;
}

/**
 * JSON: the result as it is kept, whose digest is in the audit log.
 *
 * @throws {SealbookError} `not_found`, also where nothing was checked; `too_many_at_once`, `unavailable`
 */
export async function loadReport(
  actor: MemberActor,
  { id, check, format, locale }: WantedReport,
): Promise<{ bytes: Uint8Array; mediaType: string; filename: string }> {
  const kept = await readCheck(actor, { evidenceId: id, check });
  if (!kept) throw new SealbookError("not_found");
  const { result, digest, name } = kept;
  const filename = `${id}-signatures.${format}`;
  if (format === "json") return { bytes: Buffer.from(result), mediaType: "application/json", filename };
  const input = { result, digest, name, locale, publicUrl: publicUrl.replace(/\/+$/, "") };
  const bytes = await queue.run(actor.organisationId, () => runInThread<Uint8Array>(THREAD, input));
  if (bytes === "too_costly") throw new SealbookError("unavailable");
  return { bytes, mediaType: "application/pdf", filename };
}
