/**
 * The closed list of codes with which the product says no. A code is stable: clients branch on it, and every code has one HTTP
 * status and one message a language (the table in lib/infra/http/problems.ts fails to compile when a row is missing).
 */

export const ERROR_CODES = [
  "bad_request",
  "unknown_field",
  "missing_field",
  "invalid_field",
  "invalid_name",
  "invalid_digest",
  "digest_mismatch",
  "length_mismatch",
  "empty_file",
  "file_too_large",
  "payload_too_large",
  "request_timeout",
  "unsupported_media_type",
  "not_acceptable",
  "unauthenticated",
  "forbidden",
  "scope_missing",
  "organisation_suspended",
  "organisation_retired",
  "cross_origin",
  "not_found",
  "content_not_kept",
  "method_not_allowed",
  "conflict",
  "idempotency_key_reused",
  "not_anchored",
  "link_invalid",
  "link_expired",
  "link_revoked",
  "key_unknown",
  "key_revoked",
  "key_expired",
  "rate_limited",
  "too_many_uploads",
  "storage_full",
  "metrics_off",
  "metrics_token_wrong",
  "internal",
  "unavailable",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts that a message may name: sizes, limits, ids. Never secrets, never content. */
export type ErrorDetails = Record<string, string | number>;

/** A refusal that the caller is told about by code. Anything else that is thrown is a defect and is answered as `internal`. */
export class SealbookError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: { message?: string; details?: ErrorDetails; cause?: unknown } = {}) {
    super(options.message ?? code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SealbookError";
    this.code = code;
    this.details = options.details ?? {};
  }
}
