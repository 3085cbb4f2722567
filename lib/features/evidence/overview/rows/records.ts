import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";

/** The keys under which the worker records the installation's own files. Batches of certificates are recorded for somebody. */
const OWN = "^sealbook-(verifier|sample):";
/** More of them say nothing more. */
const OWN_MAX = 100;

export interface Begun {
  /** Whether anybody ever recorded anything that may be seen. */
  used: boolean;
  /** Where not: records of the installation's own files, which the list shows; counted up to a hundred. */
  own: number;
}

/** Whoever has begun is found at the first record; only of the others the few that there are get counted. */
export async function readBegun({ organisationId, units }: Reach): Promise<Begun> {
  const { rows } = await pool().query<{ used: boolean }>(
    `SELECT EXISTS (
       SELECT FROM evidence WHERE organisation_id = $1 AND (idempotency_key IS NULL OR idempotency_key !~ $2)
         AND ${inUnits("unit_id", "$3")}
     ) AS used`,
    [organisationId, OWN, units],
  );
  if (rows[0]?.used !== false) return { used: true, own: 0 };
  // The installation's own files belong to no unit.
  if (units !== null) return { used: false, own: 0 };
  const { rows: own } = await pool().query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM (
       SELECT FROM evidence WHERE organisation_id = $1 LIMIT $2
     ) AS own`,
    [organisationId, OWN_MAX],
  );
  return { used: false, own: own[0]?.count ?? 0 };
}
