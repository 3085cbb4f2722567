/**
 * A batch is issued, a step at a time: entries of the status lists are taken, its certificates are made, its tree is closed, it waits for
 * its seal where it needs one, and is recorded. Each step ends in one commit, and what a crash leaves is taken up there: everything that
 * must not change, ids and entries, was kept before; whatever was made and not kept is made anew. Its certificates are there once all of
 * them are and their root is recorded, in one commit.
 */
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { MakingError } from "../drawing/make-pool.ts";
import type { Advancing } from "../types.ts";
import { beginIssuing } from "./begin-issuing.ts";
import { closeTree } from "./close-tree.ts";
import { makeCertificates } from "./make-certificates.ts";
import { recordBatch } from "./record-batch.ts";

/** Refusals that pass by themselves, or that are the installation's. */
const PASSING = ["unavailable", "clock_wrong", "internal"];

/**
 * One turn of a batch, some seconds at most.
 *
 * @returns more: its next turn may come at once; rests: somebody else is at it, it waits for its seal, or nothing is to be done any more
 */
export async function advanceBatch(id: string, advancing: Advancing = {}): Promise<"more" | "rests"> {
  // Held while the turn lasts, and gone with the process: no two workers are at the same batch.
  return await transaction(pool(), async (lock) => {
    const { rows } = await lock.query<{ taken: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtextextended('sealbook batch ' || $1, 0)) AS taken",
      [id],
    );
    if (!rows[0]?.taken) return "rests";
    try {
      return await turn(id, advancing);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      await transaction(pool(), (connection) => halt(connection, { id, failure }));
      return "rests";
    }
  });
}

async function turn(id: string, advancing: Advancing): Promise<"more" | "rests"> {
  const { rows } = await pool().query<{ state: string; waits: boolean }>(
    "SELECT state, seal_key IS NOT NULL AND seal_signature IS NULL AS waits FROM certificate_batch WHERE id = $1",
    [id],
  );
  const { state, waits } = rows[0] ?? {};
  if (state === "approved") {
    await transaction(pool(), (connection) => beginIssuing(connection, id));
    advancing.onStep?.("begun");
    return "more";
  }
  if (state === "issuing") {
    const left = await makeCertificates(id, advancing);
    if (left !== "none") return left === "some" ? "more" : "rests";
    await transaction(pool(), (connection) => closeTree(connection, id));
    advancing.onStep?.("closed");
    return "more";
  }
  if (state !== "sealing" || waits) return "rests";
  await recordBatch(id, advancing);
  return "rests";
}

/** A code for what only a person can do something about. */
function failureOf(error: unknown): string | undefined {
  if (error instanceof MakingError) return "making_failed";
  return error instanceof SealbookError && !PASSING.includes(error.code) ? error.code : undefined;
}

/** It stands still until somebody says that it goes on. */
async function halt(connection: Connection, { id, failure }: { id: string; failure: string }): Promise<void> {
  await connection.query(
    `UPDATE certificate_batch SET state = 'paused', paused_at = now(), failure = $2
     WHERE id = $1 AND state IN ('approved', 'issuing', 'sealing')`,
    [id, failure],
  );
}
