/** Documents that were recorded with their content are looked into, one after the other, in the order of their records. */
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listDue } from "../rows.ts";
import { findSignatures, type KeptDocument, keepCheck } from "./keep-check.ts";

/**
 * Who records has committed by then: ids are made before they are committed, and one that came later would never be looked into. A transaction
 * takes milliseconds; a minute is for a database that stands still, or fails over, while one waits.
 */
const SETTLED_MS = 60_000;
const ROWS_AT_ONCE = 20;
const WORK_MS_MAX = 20_000;
const ADVISORY_LOCK = 72_707_396;

/** @returns whether more may be waiting; undefined while another worker looks */
export async function lookForDocuments({
  signal,
  settledMs = SETTLED_MS,
}: {
  signal?: AbortSignal;
  settledMs?: number;
} = {}): Promise<boolean | undefined> {
  return await transaction(pool(), async (connection) => {
    const { rows } = await connection.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS mine", [
      ADVISORY_LOCK,
    ]);
    if (!rows[0]?.mine) return undefined;
    const end = performance.now() + WORK_MS_MAX;
    const round = await prisma().signatureRound.findUniqueOrThrow({ where: { id: 1 } });
    const before = firstIdAt(Date.now() - settledMs);
    const due = await listDue(round.after, before, ROWS_AT_ONCE);
    for (const document of due) {
      if (signal?.aborted || performance.now() > end) return true;
      await checkRecorded(document).catch((error: unknown) => {
        // Erased meanwhile: there is nothing to tell any more.
        if (error instanceof SealbookError && error.code === "evidence_erased") return;
        // One that cannot be looked into holds no other up; it is checked again when somebody asks.
        logEvent("error", "signatures.failed", { evidence: document.id, error: String(error) });
      });
      await advance(document.id);
    }
    if (due.length < ROWS_AT_ONCE && before > round.after) await advance(before);
    return due.length === ROWS_AT_ONCE;
  });
}

async function checkRecorded(document: KeptDocument): Promise<void> {
  const result = await findSignatures(document);
  const { organisationId } = document;
  if (result) await prisma().$transaction((tx) => keepCheck(tx, { actor: { kind: "worker" }, organisationId, result }));
}

/** COMMIT. Before: a process that ends here looks into the document once more, and what it finds stands beside. After: the next goes on behind it. */
async function advance(after: string): Promise<void> {
  await prisma().signatureRound.update({ where: { id: 1 }, data: { after } });
}
