/** An API key proven once more, in the transaction of what it records: lib/gate/proven.ts, for the one thing that keys may write. */
import type { Connection } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import type { Scope } from "#lib/words/permissions.ts";
import type { MemberActor } from "./actor.ts";
import { proveOn } from "./proven.ts";

interface Standing {
  revoked: boolean;
  expired: boolean;
  scopes: Scope[];
  state: OrganisationState;
}

const STANDING = `SELECT k.revoked_at IS NOT NULL AS revoked, coalesce(k.expires_at <= clock_timestamp(), false) AS expired, k.scopes,
    coalesce((SELECT e.event FROM organisation_event e WHERE e.organisation_id = k.organisation_id ORDER BY e.number DESC LIMIT 1),
      'active') AS state
  FROM api_key k WHERE k.id = $1::uuid AND k.organisation_id = $2::uuid`;

/**
 * Whoever records, member or key, may still do so.
 *
 * @throws {SealbookError} `key_unknown`, `key_revoked`, `key_expired`, `scope_missing`, `organisation_retired`, `organisation_suspended`; as `proveOn`
 */
export async function proveRecorder(connection: Connection, actor: MemberActor): Promise<void> {
  if (actor.kind === "user") {
    await proveOn(connection, { actor, authority: "evidence:write", activeOnly: true });
    return;
  }
  const { rows } = await connection.query<Standing>(STANDING, [actor.apiKeyId, actor.organisationId]);
  const [standing] = rows;
  if (!standing) throw new SealbookError("key_unknown");
  const { revoked, expired, scopes, state } = standing;
  if (revoked) throw new SealbookError("key_revoked");
  if (expired) throw new SealbookError("key_expired");
  if (!scopes.includes("evidence:write")) {
    throw new SealbookError("scope_missing", { details: { scope: "evidence:write" } });
  }
  if (state === "retired") throw new SealbookError("organisation_retired");
  if (state === "suspended") throw new SealbookError("organisation_suspended");
}
