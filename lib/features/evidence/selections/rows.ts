/** Which records a selection is of. */
import { listEvidenceIds } from "#lib/features/evidence/records/rows/list.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Selection } from "./types.ts";

const IDS_PER_READ = 1_000;

/**
 * Ids of the records, oldest first.
 *
 * @param recordsMax that one file takes
 * @throws {SealbookError} `not_found` for an id of nothing within reach; `nothing_selected`, `too_many_selected`
 */
export async function findSelected(
  reach: Reach,
  { selection, recordsMax }: { selection: Selection; recordsMax: number },
): Promise<string[]> {
  const tooMany = () => new SealbookError("too_many_selected", { details: { max: recordsMax } });
  if ("ids" in selection) {
    if (selection.ids.length > recordsMax) throw tooMany();
    return await findAll(reach, selection.ids);
  }
  const found: string[] = [];
  let older: string | undefined;
  do {
    const page = await listEvidenceIds({
      ...{ reach, filter: selection.filter, limit: IDS_PER_READ },
      cursor: older === undefined ? {} : { older },
    });
    found.push(...page.ids);
    older = page.older;
    if (found.length > recordsMax) throw tooMany();
  } while (older !== undefined);
  if (found.length === 0) throw new SealbookError("nothing_selected");
  return found.reverse();
}

async function findAll({ organisationId, units }: Reach, ids: readonly string[]): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id FROM evidence WHERE organisation_id = $1 AND id = ANY ($2::uuid[]) AND ${inUnits("unit_id", "$3")} ORDER BY id`,
    [organisationId, ids, units],
  );
  // Another organisation's or unit's record is as absent as none.
  if (rows.length < ids.length) throw new SealbookError("not_found", { field: "ids" });
  return rows.map(({ id }) => id);
}
