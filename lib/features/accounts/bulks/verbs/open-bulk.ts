import { v7 as uuidv7 } from "uuid";
import { storedActor } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { ownUnit, requireSameReach } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import { BULK_COLUMNS, toBulk } from "../rows.ts";
import type { Bulk, BulkAreaName } from "../types.ts";

/**
 * A bulk to send lines of: a new one, or the one that was begun under this key.
 *
 * @throws {SealbookError} `answers_expired`: the key's lines were recorded, and nobody can be told any more what they came to;
 *   `unit_changed`; as `proven`
 */
export async function openBulk(input: {
  actor: MemberActor;
  area: BulkAreaName;
  scope: Permission;
  requestKey: string | undefined;
}): Promise<{ bulk: Bulk; created: boolean }> {
  requirePermission(input.actor, input.scope);
  const { actor, area, scope, requestKey = null } = input;
  return await transaction(pool(), async (connection) => {
    // Its key and its unit are the actor's as they are now.
    requireSameReach(actor, await proveOn(connection, { actor, authority: scope, activeOnly: true }));
    const id = uuidv7();
    const { rows } = await connection.query(
      `INSERT INTO bulk (id, organisation_id, area, request_key, actor, unit_id) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (organisation_id, area, request_key) WHERE request_key IS NOT NULL
       DO UPDATE SET actor = excluded.actor, seen_at = now() RETURNING ${BULK_COLUMNS}`,
      [id, actor.organisationId, area, requestKey, JSON.stringify(storedActor(actor)), ownUnit(actor)],
    );
    const bulk = toBulk(rows[0]);
    if (bulk.expired) throw new SealbookError("answers_expired");
    return { bulk, created: bulk.id === id };
  });
}
