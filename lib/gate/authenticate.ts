/**
 * The gate: from a request's headers to a proven actor. Here alone is an OrganisationId made from a row.
 *
 * Every request reads the key's or session's row; nothing is cached, so revoking and ending work at once.
 */

import { prisma } from "#lib/infra/db/prisma.ts";
import { clientAddress, headerValue, type RequestHeaders } from "#lib/infra/http/headers.ts";
import type { ErrorCode } from "#lib/words/errors.ts";
import type { ApiKeyActor, MemberActor, OrganisationId, Role, Scope, UserActor } from "./actor.ts";
import { apiKeyHash } from "./api-key-secret.ts";
import { SESSION_IDLE_MS_MAX, sessionIdOf } from "./session-cookie.ts";

/** "Last used" is written at most this often. */
const SEEN_WRITE_INTERVAL_MS = 60_000;

/** The request has no credentials, proven ones, or ones that are refused for a stated reason. */
export type Authentication = MemberActor | undefined | { failed: ErrorCode };

/**
 * Who asks: the API key of `Authorization: Bearer sealbook_…` (RFC 6750 section 2.1), else the session cookie.
 * A session that is ended, expired or idle too long counts as no credentials.
 */
export async function authenticateRequest(request: { headers: RequestHeaders }): Promise<Authentication> {
  const { headers } = request;
  const bearer = /^Bearer(?: +(.*))?$/i.exec(headerValue(headers, "authorization")?.trim() ?? "");
  if (bearer) return await authenticateApiKey(bearer[1] ?? "", clientAddress(headers));
  if (isForeignScript(headers)) return undefined;
  const sessionId = await sessionIdOf(headers);
  return sessionId === undefined ? undefined : await authenticateSession(sessionId, clientAddress(headers));
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

async function authenticateApiKey(secret: string, address: string): Promise<ApiKeyActor | { failed: ErrorCode }> {
  const secretHash = apiKeyHash(secret);
  const key = secretHash && (await prisma().apiKey.findUnique({ where: { secretHash } }));
  const now = new Date();
  if (!key) return { failed: "key_unknown" };
  if (key.revokedAt) return { failed: "key_revoked" };
  if (key.expiresAt && key.expiresAt <= now) return { failed: "key_expired" };
  if (await isRetired(key.organisationId)) return { failed: "organisation_retired" };
  const stale = new Date(now.getTime() - SEEN_WRITE_INTERVAL_MS);
  if (!key.usedAt || key.usedAt < stale) {
    await prisma().apiKey.updateMany({
      where: { id: key.id, OR: [{ usedAt: null }, { usedAt: { lt: stale } }] },
      data: { usedAt: now },
    });
  }
  const organisationId = key.organisationId as OrganisationId;
  // The scopes were checked against the closed list when the key was created.
  return { kind: "api-key", apiKeyId: key.id, organisationId, scopes: key.scopes as Scope[], address };
}

async function authenticateSession(id: string, address: string): Promise<UserActor | undefined> {
  const now = new Date();
  const idle = new Date(now.getTime() - SESSION_IDLE_MS_MAX);
  const session = await prisma().session.findFirst({
    where: { id, endedAt: null, expiresAt: { gt: now }, seenAt: { gt: idle } },
  });
  if (!session) return undefined;
  const { userId, organisationId } = session;
  const membership = await prisma().membership.findUnique({
    where: { organisationId_userId: { organisationId, userId } },
  });
  if (!membership || (await isRetired(organisationId))) return undefined;
  const stale = new Date(now.getTime() - SEEN_WRITE_INTERVAL_MS);
  if (session.seenAt < stale) {
    await prisma().session.updateMany({ where: { id, endedAt: null, seenAt: { lt: stale } }, data: { seenAt: now } });
  }
  // The database accepts no other role.
  const role = membership.role as Role;
  return { kind: "user", userId, sessionId: id, organisationId: organisationId as OrganisationId, role, address };
}

/** Whoever retired is so for good: any row that says so is the last word. */
async function isRetired(organisationId: string): Promise<boolean> {
  const where = { organisationId, event: "retired" };
  return (await prisma().organisationEvent.findFirst({ where, select: { number: true } })) !== null;
}
