/**
 * Authority proven once more, in the transaction of the write itself: between the gate's look and the commit somebody may have ended the
 * session, taken the role or the membership away, or suspended the organisation. docs/decisions/0019
 *
 * Nothing is locked for it: ending an authority never waits for what is done under it.
 */
import type { Connection } from "#lib/infra/db/pool.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";
import type { Permission, Role, Scope } from "#lib/words/permissions.ts";
import type { Actor, ApiKeyActor, Restriction, UserActor } from "./actor.ts";
import { RESTRICTION } from "./authenticate.ts";
import { commitUnderKey } from "./idempotency.ts";
import { isForUnits, may } from "./may.ts";
import { requireWhole } from "./reach.ts";
import { restrictionRefusal } from "./require.ts";

/** What a write takes: a permission; own: to belong to the organisation; operate: to steer the installation. */
export type Authority = Permission | "own" | "operate";

export interface Proof<By extends Actor> {
  actor: By;
  authority: Authority;
  /** The write lets somebody in, or shows somebody more: a suspended organisation does not. */
  activeOnly?: boolean;
  /** Takes the locks that the write waits for. The proof comes behind them, and so sees what was committed meanwhile. */
  behind?: (tx: Tx) => Promise<unknown>;
}

/**
 * Does the work in one transaction in which the actor has been proven.
 *
 * @param work waits for no lock any more; it is handed the actor in the role, and in the units, that they have now
 * @throws {SealbookError} of a person `session_ended`, `forbidden`, `operators_only`, `two_factors_needed`; of a key `key_unknown`,
 *   `key_revoked`, `key_expired`, `scope_missing`; `organisation_retired`, `organisation_suspended`; as `commitUnderKey`; what
 *   `work` throws.
 */
export async function proven<By extends Actor, Result>(
  proof: Proof<By>,
  work: (tx: Tx, actor: By) => Promise<Result>,
): Promise<Result> {
  return await prisma().$transaction(async (tx) => {
    await proof.behind?.(tx);
    return await work(tx, await prove((sql, values) => tx.$queryRawUnsafe(sql, ...values), proof));
  });
}

/** The same proof in a transaction in SQL, behind its locks. @throws as `proven`. */
export async function proveOn<By extends Actor>(connection: Connection, proof: Proof<By>): Promise<By> {
  const query: Query = async <Found>(sql: string, values: readonly string[]) =>
    (await connection.query(sql, [...values])).rows as Found[];
  return await prove(query, proof);
}

interface Standing {
  open: boolean;
  role: Role | null;
  units: string[] | null;
  restricted: Restriction | null;
  operates: boolean;
  state: OrganisationState;
}

const STANDING = `SELECT c.ended_at IS NULL AND c.awaits IS NULL AND c.expires_at > clock_timestamp() AS open, m.role, unit_reach(m.unit_id) AS units, o.operates,
    ${RESTRICTION} AS restricted, coalesce(
    (SELECT e.event FROM organisation_event e WHERE e.organisation_id = o.id ORDER BY e.number DESC LIMIT 1), 'active') AS state
  FROM session c JOIN organisation o ON o.id = c.organisation_id
  LEFT JOIN membership m ON m.organisation_id = o.id AND m.user_id = c.user_id
  WHERE c.id = $1::uuid AND c.user_id = $2::uuid AND o.id = $3::uuid`;

type Query = <Found>(sql: string, values: readonly string[]) => Promise<Found[]>;

async function prove<By extends Actor>(query: Query, proof: Proof<By>): Promise<By> {
  const now = await whoNow(query, proof);
  await commitUnderKey(query);
  return now;
}

async function whoNow<By extends Actor>(query: Query, proof: Proof<By>): Promise<By> {
  const { actor, ...what } = proof;
  // A key may what its scopes name, and nothing else: docs/decisions/0016.
  if (actor.kind === "api-key") {
    return { ...actor, units: await keyNow(query, { actor, ...what }) };
  }
  // The command line and the worker are this installation itself.
  if (actor.kind !== "user") return actor;
  return { ...actor, ...(await roleNow(query, { actor, ...what })) };
}

interface KeyStanding {
  revoked: boolean;
  expired: boolean;
  scopes: Scope[];
  units: string[] | null;
  state: OrganisationState;
}

const KEY_STANDING = `SELECT k.revoked_at IS NOT NULL AS revoked, coalesce(k.expires_at <= clock_timestamp(), false) AS expired, k.scopes, unit_reach(k.unit_id) AS units,
    coalesce((SELECT e.event FROM organisation_event e WHERE e.organisation_id = k.organisation_id ORDER BY e.number DESC LIMIT 1),
      'active') AS state
  FROM api_key k WHERE k.id = $1::uuid AND k.organisation_id = $2::uuid`;

async function keyNow(query: Query, { actor, authority, activeOnly }: Proof<ApiKeyActor>): Promise<string[] | null> {
  const [standing] = await query<KeyStanding>(KEY_STANDING, [actor.apiKeyId, actor.organisationId]);
  if (!standing) throw new SealbookError("key_unknown");
  const { revoked, expired, scopes, units, state } = standing;
  if (revoked) throw new SealbookError("key_revoked");
  if (expired) throw new SealbookError("key_expired");
  // Only permissions can be scopes, so nobody's key belongs to the organisation or steers the installation.
  if (!scopes.some((scope) => scope === authority)) {
    throw new SealbookError("scope_missing", { details: { scope: authority } });
  }
  if (authority !== "own" && authority !== "operate" && !isForUnits(authority)) requireWhole({ units });
  if (state === "retired") throw new SealbookError("organisation_retired");
  if (activeOnly && state === "suspended") throw new SealbookError("organisation_suspended");
  return units;
}

async function roleNow(
  query: Query,
  { actor, authority, activeOnly }: Proof<UserActor>,
): Promise<Pick<UserActor, "role" | "units">> {
  const [standing] = await query<Standing>(STANDING, [actor.sessionId, actor.userId, actor.organisationId]);
  if (!standing) throw new SealbookError("session_ended");
  const { open, role, units, restricted, state, operates } = standing;
  if (role === null) throw new SealbookError("forbidden");
  if (!open) throw new SealbookError("session_ended");
  if (state === "retired") throw new SealbookError("organisation_retired");
  const permission = authority === "operate" ? "organisation:manage" : authority;
  if (restricted && permission !== "own") throw restrictionRefusal(restricted);
  const fits = permission === "own" || may({ ...actor, role, units, restricted: undefined }, permission);
  if (authority === "operate" && !(fits && operates)) throw new SealbookError("operators_only");
  if (!fits) throw new SealbookError("forbidden");
  if (activeOnly && state === "suspended") throw new SealbookError("organisation_suspended");
  return { role, units };
}
