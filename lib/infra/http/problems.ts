/** The closed list of errors as HTTP answers: RFC 9457 problem documents in the caller's language. */

import { publicUrl } from "#lib/env.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import type { RequestHeaders } from "./headers.ts";
import { requestLocale } from "./locale.ts";

interface ProblemKind {
  status: number;
  /** Its messages, a title and a detail that says what to do. */
  messageKey: `errors.${ErrorCode}`;
}

/** A code without a row, or a row without its messages, does not compile. */
export const PROBLEMS = {
  bad_request: { status: 400, messageKey: "errors.bad_request" },
  unknown_field: { status: 400, messageKey: "errors.unknown_field" },
  missing_field: { status: 400, messageKey: "errors.missing_field" },
  invalid_field: { status: 400, messageKey: "errors.invalid_field" },
  invalid_name: { status: 400, messageKey: "errors.invalid_name" },
  invalid_digest: { status: 400, messageKey: "errors.invalid_digest" },
  digest_mismatch: { status: 409, messageKey: "errors.digest_mismatch" },
  length_mismatch: { status: 400, messageKey: "errors.length_mismatch" },
  empty_file: { status: 400, messageKey: "errors.empty_file" },
  file_too_large: { status: 413, messageKey: "errors.file_too_large" },
  payload_too_large: { status: 413, messageKey: "errors.payload_too_large" },
  request_timeout: { status: 408, messageKey: "errors.request_timeout" },
  unsupported_media_type: { status: 415, messageKey: "errors.unsupported_media_type" },
  not_acceptable: { status: 406, messageKey: "errors.not_acceptable" },
  unauthenticated: { status: 401, messageKey: "errors.unauthenticated" },
  key_unknown: { status: 401, messageKey: "errors.key_unknown" },
  key_revoked: { status: 401, messageKey: "errors.key_revoked" },
  key_expired: { status: 401, messageKey: "errors.key_expired" },
  forbidden: { status: 403, messageKey: "errors.forbidden" },
  scope_missing: { status: 403, messageKey: "errors.scope_missing" },
  organisation_suspended: { status: 403, messageKey: "errors.organisation_suspended" },
  organisation_retired: { status: 403, messageKey: "errors.organisation_retired" },
  cross_origin: { status: 403, messageKey: "errors.cross_origin" },
  not_found: { status: 404, messageKey: "errors.not_found" },
  content_not_kept: { status: 404, messageKey: "errors.content_not_kept" },
  method_not_allowed: { status: 405, messageKey: "errors.method_not_allowed" },
  conflict: { status: 409, messageKey: "errors.conflict" },
  idempotency_key_reused: { status: 409, messageKey: "errors.idempotency_key_reused" },
  not_anchored: { status: 409, messageKey: "errors.not_anchored" },
  link_invalid: { status: 410, messageKey: "errors.link_invalid" },
  link_expired: { status: 410, messageKey: "errors.link_expired" },
  link_revoked: { status: 410, messageKey: "errors.link_revoked" },
  rate_limited: { status: 429, messageKey: "errors.rate_limited" },
  too_many_uploads: { status: 429, messageKey: "errors.too_many_uploads" },
  storage_full: { status: 507, messageKey: "errors.storage_full" },
  metrics_off: { status: 404, messageKey: "errors.metrics_off" },
  metrics_token_wrong: { status: 401, messageKey: "errors.metrics_token_wrong" },
  internal: { status: 500, messageKey: "errors.internal" },
  unavailable: { status: 503, messageKey: "errors.unavailable" },
} as const satisfies { [Code in ErrorCode]: { status: number; messageKey: `errors.${Code}` } };

export const PROBLEM_MEDIA_TYPE = "application/problem+json; charset=utf-8";
/** When to come back after an answer that does not say: long enough for a restart, short enough to notice the end. */
const UNAVAILABLE_RETRY_SECONDS = 5;

export interface Problem {
  status: number;
  headers: Record<string, string>;
  /** JSON text of the problem document. */
  body: string;
}

/** The answer to an error, for node's own server and for Response alike. */
export function renderProblem(error: SealbookError, requestHeaders: RequestHeaders): Problem {
  const locale = requestLocale(requestHeaders);
  const { status } = PROBLEMS[error.code];
  const { title, detail } = problemTexts(error, locale);
  const type = `${publicUrl}/problems/${error.code}`;
  return {
    status,
    headers: {
      "content-type": PROBLEM_MEDIA_TYPE,
      "content-language": locale,
      "cache-control": "private, no-store",
      ...extraHeaders(error),
    },
    body: JSON.stringify({ ...error.details, type, title, status, detail, code: error.code }),
  };
}

export function problemResponse(error: SealbookError, requestHeaders: RequestHeaders): Response {
  const { status, headers, body } = renderProblem(error, requestHeaders);
  return new Response(body, { status, headers });
}

/** Title and detail of an error in words, for pages, documents and the command line too. */
export function problemTexts(error: SealbookError, locale: Locale): { title: string; detail: string } {
  const kind: ProblemKind = PROBLEMS[error.code];
  const t = translator(locale) as (key: string, values?: Record<string, string | number>) => string;
  const title = t(`${kind.messageKey}.title`);
  try {
    return { title, detail: t(`${kind.messageKey}.detail`, error.details) };
  } catch {
    // A detail that the words name is missing: an answer with fewer words is better than another error.
    return { title, detail: title };
  }
}

export interface ProblemDescription {
  code: ErrorCode;
  status: number;
  title: string;
  /** What to do; members of the problem document stand as `{name}` in it. */
  detail: string;
}

/** What a code means whenever it is answered; undefined for what is no code. */
export function describeProblem(code: string, locale: Locale): ProblemDescription | undefined {
  if (!isProblemCode(code)) return undefined;
  const { status, messageKey }: ProblemKind = PROBLEMS[code];
  const t = translator(locale);
  const detail = String(t.raw(`${messageKey}.detail`));
  return { code, status, title: t(`${messageKey}.title`), detail: detail.replaceAll(/\{(\w+), number\}/g, "{$1}") };
}

/** Every code, in the order of the list. */
export function describeProblems(locale: Locale): ProblemDescription[] {
  return Object.keys(PROBLEMS).flatMap((code) => describeProblem(code, locale) ?? []);
}

function isProblemCode(code: string): code is ErrorCode {
  return Object.hasOwn(PROBLEMS, code);
}

function extraHeaders({ code, details }: SealbookError): Record<string, string> {
  const { status } = PROBLEMS[code];
  if (status === 401) return { "www-authenticate": 'Bearer realm="sealbook"' };
  if (status === 405) return { allow: String(details.allow ?? "") };
  if (details.retryAfterSeconds !== undefined) return { "retry-after": String(details.retryAfterSeconds) };
  if (status === 503) return { "retry-after": String(UNAVAILABLE_RETRY_SECONDS) };
  return {};
}

// Node's codes for a connection that fails, and PostgreSQL's for a server that starts, stops or is full
// (PostgreSQL manual, appendix A: class 08, 53300, 57P01 to 57P03), and Prisma's for the same.
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|53300|57P0[123]|P1001|P1002|P1008|P1017|P2024)$/;
const UNREACHABLE_TEXTS =
  /timeout exceeded when trying to connect|Connection terminated|DatabaseNotReachable|Can't reach database/;

/** Any thrown value as an error of the list: a lost database is `unavailable`, what nobody foresaw is `internal`. */
export function toProblem(error: unknown): SealbookError {
  if (error instanceof SealbookError) return error;
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { code } = cause as NodeJS.ErrnoException;
    const system = (cause as NodeJS.ErrnoException).syscall;
    const lost = UNREACHABLE.test(String(code)) && (system === undefined || system === "connect" || system === "read");
    if (lost || UNREACHABLE_TEXTS.test(cause.message)) return new SealbookError("unavailable", { cause: error });
  }
  return new SealbookError("internal", { cause: error });
}
