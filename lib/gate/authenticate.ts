/**
 * The gate: from a request's headers to a proven actor. Here alone is an OrganisationId made from a row.
 *
 * One statement reads what a key or session is worth. Reads of the API may recall it for RECALL_MS, so that a revocation
 * reaches them a second late at most; a write asks again inside its own statement (docs/decisions/0016).
 */

import { pool } from "#lib/infra/db/pool.ts";
import { clientAddress, headerValue, type RequestHeaders } from "#lib/infra/http/headers.ts";
import type { ErrorCode } from "#lib/words/errors.ts";
import type { Role, Scope } from "#lib/words/permissions.ts";
import type { ApiKeyActor, MemberActor, OrganisationId, Restriction, UserActor } from "./actor.ts";
import { isWithin } from "./address-ranges.ts";
import { apiKeyHash, hashSecret } from "./api-key-secret.ts";
import { SESSION_IDLE_MS_MAX, sessionIdOf, sessionTokenOf } from "./session-cookie.ts";

/** "Last used", and "last refused", are written at most this often. */
const SEEN_WRITE_INTERVAL_MS = 60_000;
/** How long what a credential opened is believed without asking. */
export const RECALL_MS = 1_000;
/** Some 5 MB. The oldest go first; each is asked for again a second later anyway. */
const RECALLED_MAX = 10_000;

/** The request has no credentials, proven ones, or ones that are refused for a stated reason. */
export type Authentication = MemberActor | undefined | { failed: ErrorCode };

/**
 * Who asks: the API key of `Authorization: Bearer sealbook_…` (RFC 6750 section 2.1), else the session cookie.
 * A session that is ended, expired or idle too long counts as no credentials.
 */
export async function authenticateRequest(request: { headers: RequestHeaders }): Promise<Authentication> {
  return await authenticate(request.headers, (_, ask) => ask());
}

/** As `authenticateRequest`, as it was at some moment of the last RECALL_MS. */
export async function recallRequest(request: { headers: RequestHeaders }): Promise<Authentication> {
  return await authenticate(request.headers, recall);
}

/** What a credential opens, wherever it comes from. */
type OpenedKey = Omit<ApiKeyActor, "address"> & {
  ranges: readonly string[];
  /** Writes down that it was used, where that was not done of late; once, however many recall it. */
  noteUse: (address: string) => Promise<void>;
};
type Opened = Omit<UserActor, "address"> | OpenedKey | undefined | { failed: ErrorCode };
type Ask = () => Promise<Opened>;
type Asking = (credential: string, ask: Ask) => Promise<Opened>;

async function authenticate(headers: RequestHeaders, asking: Asking): Promise<Authentication> {
  const opened = await open(headers, asking);
  if (!opened || "failed" in opened) return opened;
  const address = clientAddress(headers);
  return opened.kind === "user" ? { ...opened, address } : await comingFrom(address, opened);
}

async function open(headers: RequestHeaders, asking: Asking): Promise<Opened> {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(headerValue(headers, "authorization")?.trim() ?? "");
  if (bearer) {
    const hash = apiKeyHash(bearer[1] ?? "");
    return hash ? await asking(nameOf(hash), () => authenticateApiKey(hash)) : { failed: "key_unknown" };
  }
  const token = isForeignScript(headers) ? undefined : sessionTokenOf(headers);
  return token === undefined
    ? undefined
    : await asking(nameOf(hashSecret(token)), async () => {
        const sessionId = await sessionIdOf(token);
        return sessionId === undefined ? undefined : await authenticateSession(sessionId);
      });
}

const nameOf = (hash: Uint8Array): string => Buffer.from(hash).toString("latin1");

/** By the hash of the credential, the oldest first. */
const recalled = new Map<string, { askedAt: number; answer: Promise<Opened> }>();

/** Many who come at once with one credential ask once. What opened nothing is not remembered. */
async function recall(credential: string, ask: Ask): Promise<Opened> {
  const before = recalled.get(credential);
  if (before && performance.now() - before.askedAt < RECALL_MS) return await before.answer;
  recalled.delete(credential);
  const asked = { askedAt: performance.now(), answer: ask() };
  recalled.set(credential, asked);
  const [oldest] = recalled.keys();
  if (recalled.size > RECALLED_MAX && oldest !== undefined) recalled.delete(oldest);
  const forget = (): void => {
    if (recalled.get(credential) === asked) recalled.delete(credential);
  };
  const answer = await asked.answer.catch((error: unknown) => {
    forget();
    throw error;
  });
  if (!answer || "failed" in answer) forget();
  return answer;
}

/**
 * A script of another page sends this request with our cookie. SameSite=Lax keeps other sites out, but not another
 * port of the same host; browsers say where a request comes from in Sec-Fetch-Site (Fetch Metadata).
 */
function isForeignScript(headers: RequestHeaders): boolean {
  const site = headerValue(headers, "sec-fetch-site");
  if (site !== "cross-site" && site !== "same-site") return false;
  return headerValue(headers, "sec-fetch-mode") !== "navigate";
}

/** Whoever retired is so for good: any row that says so is the last word. */
const IS_RETIRED = `EXISTS (SELECT FROM organisation_event e WHERE e.organisation_id = c.organisation_id AND e.event = 'retired')`;

/** Whether organisation `o` records into the ledger of tests. */
const IS_TEST = "(SELECT l.is_test FROM ledger l WHERE l.name = o.ledger)";

interface KeyRow {
  id: string;
  organisationId: string;
  scopes: string[];
  ranges: string[];
  refused: ErrorCode | null;
  isOld: boolean;
  stale: boolean;
  test: boolean;
  units: string[] | null;
}

async function authenticateApiKey(secretHash: Uint8Array): Promise<Opened> {
  const { rows } = await pool().query<KeyRow>(
    `SELECT c.id, c.organisation_id AS "organisationId", c.scopes, c.address_ranges AS ranges, c.secret_hash <> $1 AS "isOld",
       CASE WHEN c.revoked_at IS NOT NULL THEN 'key_revoked' WHEN c.expires_at <= $2 THEN 'key_expired'
         WHEN c.secret_hash <> $1 AND c.old_secret_until <= $2 THEN 'key_replaced'
         WHEN ${IS_RETIRED} THEN 'organisation_retired' END AS refused,
       CASE WHEN c.secret_hash = $1 THEN c.used_at ELSE c.old_used_at END >= $3 IS NOT TRUE AS stale, ${IS_TEST} AS test,
       unit_reach(c.unit_id) AS units
     FROM api_key c JOIN organisation o ON o.id = c.organisation_id WHERE c.secret_hash = $1 OR c.old_secret_hash = $1`,
    [secretHash, ...moments()],
  );
  const [key] = rows;
  if (!key) return { failed: "key_unknown" };
  if (key.refused) return { failed: key.refused };
  // The scopes were checked against the closed list when the key was created.
  const scopes = key.scopes as Scope[];
  const { id: apiKeyId, ranges, isOld, stale, units } = key;
  const organisationId = key.organisationId as OrganisationId;
  let noted = stale ? undefined : Promise.resolve();
  const noteUse = (address: string) => {
    noted ??= note(isOld ? USES.old : USES.newest, { id: apiKeyId, address });
    return noted;
  };
  return { kind: "api-key", apiKeyId, organisationId, units, scopes, ranges, noteUse, ...(key.test && { test: true }) };
}

/** The columns of what is remembered of a key's use. */
const USES = {
  newest: { at: "used_at", from: "used_from" },
  old: { at: "old_used_at", from: "old_used_from" },
  refused: { at: "refused_at", from: "refused_from" },
} as const;

/** A key as somebody at this address has it. What was recalled of it is the same for all addresses; this is asked each time. */
async function comingFrom(address: string, key: OpenedKey): Promise<Authentication> {
  const { ranges, noteUse, ...opened } = key;
  if (ranges.length > 0 && !isWithin(address, ranges)) {
    await note(USES.refused, { id: opened.apiKeyId, address });
    return { failed: "key_address" };
  }
  await noteUse(address);
  return { ...opened, address };
}

async function note(
  { at, from }: (typeof USES)[keyof typeof USES],
  { id, address }: { id: string; address: string },
): Promise<void> {
  await pool().query(`UPDATE api_key SET ${at} = $2, ${from} = $4 WHERE id = $1 AND ${at} >= $3 IS NOT TRUE`, [
    ...[id, ...moments(), address],
  ]);
}

/**
 * Why a session `c` of a member `m` opens nothing of organisation `o` but what is their own; null: nothing stands against it. Whoever has a
 * second factor is asked for it at each sign-in; a provider sees to that by itself. An owner always keeps a way in beside the provider:
 * the password and a second factor.
 */
export const RESTRICTION = `CASE WHEN c.sso_organisation_id IS NOT NULL OR NOT (o.require_two_factors OR o.require_sso) THEN NULL
    WHEN o.require_sso AND m.role <> 'owner' THEN 'sso'
    WHEN NOT EXISTS (SELECT FROM totp_factor f WHERE f.user_id = m.user_id AND f.confirmed_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM passkey p WHERE p.user_id = m.user_id) THEN 'factor' END`;

type SessionRow = {
  userId: string;
  organisationId: string;
  role: string;
  stale: boolean;
  restricted: Restriction | null;
  vouched: boolean;
  test: boolean;
  units: string[] | null;
};

async function authenticateSession(id: string): Promise<Opened> {
  const [now, stale] = moments();
  const idle = new Date(now.getTime() - SESSION_IDLE_MS_MAX);
  const { rows } = await pool().query<SessionRow>(
    `SELECT c.user_id AS "userId", c.organisation_id AS "organisationId", m.role, c.seen_at < $3 AS stale,
       ${RESTRICTION} AS restricted, c.sso_organisation_id IS NOT NULL AS vouched, ${IS_TEST} AS test,
       unit_reach(m.unit_id) AS units
     FROM session c JOIN membership m ON m.organisation_id = c.organisation_id AND m.user_id = c.user_id
       JOIN organisation o ON o.id = c.organisation_id
     WHERE c.id = $1 AND c.awaits IS NULL AND c.ended_at IS NULL AND c.expires_at > $2 AND c.seen_at > $4 AND NOT ${IS_RETIRED}`,
    [id, now, stale, idle],
  );
  const [session] = rows;
  if (!session) return undefined;
  if (session.stale) {
    const mark = "UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $3";
    await pool().query(mark, [id, now, stale]);
  }
  const { userId, units } = session;
  // The database accepts no other role.
  const role = session.role as Role;
  const organisationId = session.organisationId as OrganisationId;
  const standing = {
    ...(session.restricted && { restricted: session.restricted }),
    ...(session.vouched && { vouched: true as const }),
    ...(session.test && { test: true as const }),
  };
  return { kind: "user", userId, sessionId: id, organisationId, units, role, ...standing };
}

/** Now, and the moment before which "last used" is too old. */
function moments(): [now: Date, stale: Date] {
  const now = Date.now();
  return [new Date(now), new Date(now - SEEN_WRITE_INTERVAL_MS)];
}
