/** A record that is to be erased. */

import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

export interface Erasable {
  id: string;
  kind: string | null;
  sha256: Buffer;
  size: number | null;
  record: Buffer;
  details: Buffer;
  contentKept: boolean;
  idempotencyKey: string | null;
}

/** What an organisation itself submits can be erased; certificates, what became of them, renewals and erasures have lives of their own. */
export const ERASABLE_KINDS: readonly string[] = ["content", "event", "bundle", "template", "contract"];

export function isErasable({ kind }: Pick<Erasable, "kind">): boolean {
  // Null: version 1, a content.
  return ERASABLE_KINDS.includes(kind ?? "content");
}

/** Undefined where there is no such record within reach. */
export async function findErasable({ organisationId, units }: Reach, id: string): Promise<Erasable | undefined> {
  const { rows } = await pool().query<Erasable>(
    `SELECT id, kind, sha256, size::float8 AS size, record, details, content_kept AS "contentKept", idempotency_key AS "idempotencyKey"
     FROM evidence_whole WHERE id = $1 AND organisation_id = $2 AND ${inUnits("unit_id", "$3")}`,
    [id, organisationId, units],
  );
  return rows[0];
}

export interface Beside {
  id: string;
  unitId: string | null;
}

/** Other records of the organisation, whatever their unit, with the same content, which is kept for them. */
export async function listSharing(
  tx: Tx,
  { organisationId, sha256, id }: { organisationId: string; sha256: Uint8Array; id: string },
): Promise<Beside[]> {
  return await tx.$queryRaw<Beside[]>`
    SELECT id, unit_id AS "unitId" FROM evidence WHERE organisation_id = ${organisationId}::uuid AND sha256 = ${Buffer.from(sha256)}
      AND content_kept AND id <> ${id}::uuid ORDER BY id`;
}
