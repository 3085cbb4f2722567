/** Who may come in: credentials, scope and role, where the request was made from, and how often. */

import { publicUrl } from "#lib/env.ts";
import { clientAddress, headerValue, type RequestHeaders } from "#lib/infra/http/headers.ts";
import { countRequest, RATE_LIMITS, type RateLimit } from "#lib/infra/http/rate-limits.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import type { MemberActor } from "./actor.ts";
import { authenticateRequest, recallRequest } from "./authenticate.ts";
import { requireWhole } from "./reach.ts";
import { requirePermission } from "./require.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request of this method changes nothing. RFC 9110 section 9.2.1 */
export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

export interface GateOptions {
  /** member: a signed-in user; member-or-key: also an API key that has `scope`. */
  auth: "member" | "member-or-key";
  scope: Permission;
  limit: RateLimit;
  /** The verb asks for the actor's authority once more in its own statement, so that the gate may recall it. */
  provenAgain?: boolean;
  /** It is the organisation's as a whole, and nothing for whoever acts for some of its units. */
  whole?: boolean;
}

/** A request that is told how it stands with what it was counted against. */
interface Counted {
  headers: RequestHeaders;
  counted?: { limit: RateLimit; caller: string } | undefined;
}

/**
 * The proven actor behind a request.
 *
 * @throws {SealbookError} `unauthenticated`, the reason why a key is refused, `forbidden`, `cross_origin`,
 *   `rate_limited`.
 */
export async function admitMember(
  request: { method: string } & Counted,
  { auth, scope, limit, provenAgain = false, whole = false }: GateOptions,
): Promise<MemberActor> {
  const { headers } = request;
  const mayRecall = provenAgain || isSafe(request.method);
  const actor = await (mayRecall ? recallRequest({ headers }) : authenticateRequest({ headers }));
  if (!actor || "failed" in actor) {
    await countOrRefuse(RATE_LIMITS.refused, callerOfAddress(clientAddress(headers)));
    throw actor ? keyRefusal(actor.failed, headers) : new SealbookError("unauthenticated");
  }
  request.counted = { limit, caller: actor.kind === "user" ? actor.userId : actor.apiKeyId };
  await countOrRefuse(limit, request.counted.caller);
  if (actor.kind === "user" && !isSafe(request.method)) requireOwnOrigin(headers);
  if (actor.kind === "api-key" && auth === "member") throw new SealbookError("forbidden");
  requirePermission(actor, scope);
  if (whole) requireWhole(actor);
  return actor;
}

/** Why a key is refused; of one that came from elsewhere, from where. */
export function keyRefusal(code: ErrorCode, headers: RequestHeaders): SealbookError {
  return new SealbookError(code, code === "key_address" ? { details: { address: clientAddress(headers) } } : {});
}

/** @throws {SealbookError} `rate_limited` with `retryAfterSeconds`. */
export async function admitAnyone(request: Counted, limit: RateLimit): Promise<void> {
  request.counted = { limit, caller: callerOfAddress(clientAddress(request.headers)) };
  await countOrRefuse(limit, request.counted.caller);
}

/** @throws {SealbookError} `rate_limited` with `retryAfterSeconds`. */
export async function countCaller(limit: RateLimit, address: string): Promise<void> {
  await countOrRefuse(limit, callerOfAddress(address));
}

/** @throws {SealbookError} `rate_limited` with `retryAfterSeconds`. */
export async function countOrRefuse(limit: RateLimit, caller: string): Promise<void> {
  const retryAfterSeconds = await countRequest(limit, caller);
  if (retryAfterSeconds) throw new SealbookError("rate_limited", { details: { retryAfterSeconds } });
}

/**
 * A browser sends our cookie along with a form of any page, and says in Origin which page that is (RFC 6454 section 7).
 * Only pages of this installation may change something: the host that was asked, or the public address.
 */
function requireOwnOrigin(headers: RequestHeaders): void {
  const origin = headerValue(headers, "origin");
  const host = headerValue(headers, "host");
  const own = origin !== undefined && URL.canParse(origin) ? new URL(origin) : undefined;
  if (own && (own.host === host || own.origin === new URL(publicUrl).origin)) return;
  throw new SealbookError("cross_origin");
}

const ADDRESS_CHARS_MAX = 64;

/** One household or server has a whole IPv6 /64, so its addresses are counted as one. RFC 6177 section 2. */
export function callerOfAddress(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address.slice(0, ADDRESS_CHARS_MAX);
  const [before = "", after] = address.split("::");
  const left = before.split(":").filter(Boolean);
  const right = (after ?? "").split(":").filter(Boolean);
  const zeros = after === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`.slice(0, ADDRESS_CHARS_MAX);
}
