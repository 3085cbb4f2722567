/** Which codes an endpoint refuses with: those that follow from its declaration, and those that it names. */
import type { Endpoint } from "#lib/gate/endpoint.ts";
import { API_ERRORS, type ApiErrorCode } from "#lib/words/error-codes.ts";

/** Whatever is asked for. */
const ALWAYS = ["internal", "unavailable"] as const;
const OF_MEMBERS = [
  ...(["unauthenticated", "key_unknown", "key_revoked", "key_expired", "key_replaced", "key_address"] as const),
  ...([
    "forbidden",
    "organisation_retired",
    "two_factors_needed",
    "sso_needed",
    "not_in_tests",
    "whole_organisation",
  ] as const),
];
/** Of members who change something. */
const OF_WRITES = ["cross_origin", "organisation_suspended", "session_ended"] as const;
const OF_BODIES = [
  ...(["unsupported_media_type", "payload_too_large", "request_timeout", "length_mismatch"] as const),
  ...(["invalid_digest", "digest_mismatch"] as const),
];
const OF_JSON = ["bad_request", "unknown_field", "missing_field", "invalid_field"] as const;
const OF_KEYS = ["invalid_field", "idempotency_key_reused"] as const;
const OF_KEPT_KEYS = ["request_under_way", "answer_lost"] as const;

/** In the order of the list of all codes. */
export function codesOf(endpoint: Endpoint): ApiErrorCode[] {
  const codes = new Set<string>([
    ...ALWAYS,
    ...ofAccess(endpoint),
    ...ofInput(endpoint),
    ...ofKeys(endpoint),
    ...(endpoint.refuses ?? []),
  ]);
  return (Object.keys(API_ERRORS) as ApiErrorCode[]).filter((code) => codes.has(code));
}

function ofAccess({ auth, limit, method }: Endpoint): readonly ApiErrorCode[] {
  const limited = limit === "none" ? [] : (["rate_limited"] as const);
  if (auth === "public") return limited;
  const scoped = auth === "member-or-key" ? (["scope_missing"] as const) : [];
  return [...limited, ...OF_MEMBERS, ...scoped, ...(method === "GET" ? [] : OF_WRITES)];
}

function ofInput({ params, query, body, bytes, consumes }: Endpoint): readonly ApiErrorCode[] {
  const ofParams = params ? (["not_found"] as const) : [];
  // Where no query is declared, every one is unknown.
  const ofQuery = query === "any" ? [] : (["unknown_field", "invalid_field"] as const);
  const mayMiss = query === undefined || query === "any" ? [] : (["missing_field"] as const);
  const ofBody = body || bytes || consumes ? OF_BODIES : [];
  return [...ofParams, ...ofQuery, ...mayMiss, ...ofBody, ...(body ? OF_JSON : [])];
}

function ofKeys({ auth, method, repeats }: Endpoint): readonly ApiErrorCode[] {
  if (!takesKey({ auth, method })) return [];
  if (repeats === "safe") return ["invalid_field"];
  return repeats === "own" ? OF_KEYS : [...OF_KEYS, ...OF_KEPT_KEYS];
}

/** Whether an Idempotency-Key means something there. */
export function takesKey({ auth, method }: Pick<Endpoint, "auth" | "method">): boolean {
  return auth !== "public" && method === "POST";
}
