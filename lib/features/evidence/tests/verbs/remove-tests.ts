import { removeUnreferenced } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { pool } from "#lib/infra/db/pool.ts";

const DAY_MS = 24 * 60 * 60_000;
export const TESTS_KEPT_MS: number = 30 * DAY_MS;
const RECORDS_PER_STEP_MAX = 1_000;

/**
 * Removes the oldest records of the ledger of tests whose time is over, with what stands beside them, and then their content. A database
 * function does it, which removes nothing else, behind guards that let nothing else be removed (docs/decisions/0066).
 *
 * @returns how many; fewer than a step's most: there are no more
 */
export async function removeTests(now: Date = new Date()): Promise<{ removed: number; more: boolean }> {
  const { rows } = await pool().query<{ removed: number; organisations: string[] | null; contents: Buffer[] | null }>(
    "SELECT removed, organisations, contents FROM remove_tests($1, $2)",
    [new Date(now.getTime() - TESTS_KEPT_MS), RECORDS_PER_STEP_MAX],
  );
  const { removed = 0, organisations, contents } = rows[0] ?? {};
  for (const [at, organisationId] of (organisations ?? []).entries()) {
    const sha256 = contents?.[at];
    // What is not removed now, because somebody records it anew or the process ends, is swept later.
    if (sha256) await removeUnreferenced({ organisationId, sha256: new Uint8Array(sha256) });
  }
  return { removed, more: removed === RECORDS_PER_STEP_MAX };
}
