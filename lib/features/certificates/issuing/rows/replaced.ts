/** Which of the certificates that drafts are to replace cannot be replaced. */
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { ReplacesFault } from "../schema/draft.ts";

/**
 * What is replaced is within reach, in force, and replaced once.
 *
 * @param given.batch whose drafts may replace some already; absent: there are none yet
 * @returns by the place among `drafts`
 */
export async function findUnreplaceable(
  { organisationId, units }: Reach,
  { drafts, batch }: { drafts: readonly { replaces?: string | undefined }[]; batch?: string | undefined },
): Promise<Map<number, ReplacesFault>> {
  const ids = [...new Set(drafts.flatMap(({ replaces }) => replaces ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await pool().query<{ id: string; state: string | null; taken: boolean }>(
    `SELECT c.id, (SELECT s.state FROM certificate_status s WHERE s.certificate_id = c.id ORDER BY s.number DESC LIMIT 1) AS state,
       EXISTS (SELECT FROM certificate_draft d WHERE d.batch_id = $3 AND d.replaces = c.id) AS taken
     FROM certificate c WHERE c.organisation_id = $1 AND c.id = ANY($2::uuid[]) AND ${inUnits("c.unit_id", "$4")}`,
    [organisationId, ids, batch ?? null, units],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  const named = new Set<string>();
  const faults = new Map<number, ReplacesFault>();
  for (const [at, { replaces }] of drafts.entries()) {
    if (replaces === undefined) continue;
    const old = found.get(replaces);
    if (!old) faults.set(at, "replaces_unknown");
    else if (old.state === "revoked" || old.state === "superseded") faults.set(at, "replaces_over");
    else if (old.taken || named.has(replaces)) faults.set(at, "replaces_twice");
    named.add(replaces);
  }
  return faults;
}
