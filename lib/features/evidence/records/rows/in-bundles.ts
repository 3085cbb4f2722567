/** Which file of each bundle has a digest. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { FoundFile } from "../types.ts";

/** By the bundles' ids, one file each; what is no bundle, or has none of it, is missing. */
export async function findInBundles(
  organisationId: OrganisationId,
  { ids, sha256 }: { ids: readonly string[]; sha256: Uint8Array | undefined },
): Promise<ReadonlyMap<string, FoundFile>> {
  if (sha256 === undefined || ids.length === 0) return new Map();
  const { rows } = await pool().query<FoundFile & { id: string }>(
    `SELECT asked.id, f.place, f.name FROM unnest($3::uuid[]) AS asked (id)
     CROSS JOIN LATERAL (SELECT place, name FROM bundle_file
       WHERE organisation_id = $1 AND sha256 = $2 AND evidence_id = asked.id LIMIT 1) f`,
    [organisationId, sha256, ids],
  );
  return new Map(rows.map(({ id, ...file }) => [id, file]));
}
