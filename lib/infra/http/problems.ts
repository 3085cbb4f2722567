/** Refusals in words and as HTTP answers: RFC 9457 problem documents in the caller's language. */

import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { publicUrl } from "#lib/env.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { writtenMessages } from "#lib/i18n/written-messages.ts";
import { HsmAway } from "#lib/infra/keys/hsm/module.ts";
import { API_ERRORS } from "#lib/words/error-codes.ts";
import {
  ERROR_STATUS,
  type ErrorCode,
  type ErrorDetails,
  isErrorCode,
  type LineRefusal,
  SealbookError,
} from "#lib/words/errors.ts";
import type { RequestHeaders } from "./headers.ts";
import { requestLocale } from "./locale.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json; charset=utf-8";
const CONCISE_PROBLEM_MEDIA_TYPE = "application/concise-problem-details+cbor";
/** When to come back after an answer that does not say: long enough for a restart, short enough to notice the end. */
const UNAVAILABLE_RETRY_SECONDS = 5;

export interface Problem {
  status: number;
  headers: Record<string, string>;
  /** JSON text of the problem document. */
  body: string;
}

/** The answer to an error. */
export function renderProblem(error: SealbookError, requestHeaders: RequestHeaders): Problem {
  const locale = requestLocale(requestHeaders);
  const problem = problemDocument(error, locale);
  const { status } = problem;
  const headers = { "content-language": locale, "cache-control": "private, no-store", ...extraHeaders(error) };
  return {
    status,
    headers: { "content-type": PROBLEM_MEDIA_TYPE, ...headers },
    body: JSON.stringify(problem),
  };
}

/** What a problem document says: RFC 9457 section 3, with `code` and the members of ours. */
export function problemDocument(error: SealbookError, locale: Locale) {
  const { code } = error;
  const type = `${publicUrl}/problems/${code}`;
  const problem = { ...membersOf(error), type, ...problemTexts(error, locale), status: ERROR_STATUS[code], code };
  return error.lines.length === 0 ? problem : { ...problem, lines: error.lines.map((each) => lineOf(each, locale)) };
}

/** What is wrong with a line of a request that is refused whole: without what stands in the document already. */
function lineOf({ line, error }: LineRefusal, locale: Locale) {
  return { line, code: error.code, ...membersOf(error), ...problemTexts(error, locale) };
}

/** The answer to an error in Concise Problem Details, RFC 9290 section 2: title -1, detail -2; under a URI of ours what is ours alone. */
export function renderConciseProblem(
  error: SealbookError,
  requestHeaders: RequestHeaders,
): Omit<Problem, "body"> & { body: Uint8Array } {
  const { status, headers } = renderProblem(error, requestHeaders);
  const { title, detail } = problemTexts(error, requestLocale(requestHeaders));
  const body = encodeCbor(
    cborMap([
      [-1, title],
      [-2, detail],
      [`${publicUrl}/problems`, cborMap([["code", error.code]])],
    ]),
  );
  return { status, headers: { ...headers, "content-type": CONCISE_PROBLEM_MEDIA_TYPE }, body };
}

/** Title and detail of an error in words, for pages, forms, documents and the command line too. */
export function problemTexts(error: SealbookError, locale: Locale): { title: string; detail: string } {
  const t = translator(locale) as (key: string, values?: Record<string, string | number>) => string;
  const title = t(`errors.${error.code}.title`);
  try {
    return { title, detail: t(`errors.${error.code}.detail`, membersOf(error)) };
  } catch {
    // A detail that the words name is missing: an answer with fewer words is better than another error.
    return { title, detail: title };
  }
}

/** What the problem document says beside its standard members, and the words name. */
function membersOf({ field, details }: SealbookError): ErrorDetails {
  return field === undefined ? details : { ...details, field };
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
  if (!isErrorCode(code)) return undefined;
  const t = translator(locale); // here a code without its messages does not compile
  const { detail } = writtenMessages[locale].errors[code];
  return { code, status: ERROR_STATUS[code], title: t(`errors.${code}.title`), detail: withMembers(detail) };
}

/** Every code that the API answers with, in the order of the list. */
export function describeProblems(locale: Locale): ProblemDescription[] {
  return Object.keys(API_ERRORS).flatMap((code) => describeProblem(code, locale) ?? []);
}

/** Of a message, the members that it names in braces: `{n, number}` as `{n}`, of `{n, plural, … other {# …}}` and of a select the last. */
function withMembers(message: string): string {
  return message
    .replaceAll(/\{(\w+), number\}/g, "{$1}")
    .replaceAll(/\{(\w+), (?:plural|select),.*? other \{((?:[^{}]|\{\w+\})*)\}\}/g, (_, name: string, other: string) =>
      other.replace("#", `{${name}}`),
    );
}

function extraHeaders({ code, details }: SealbookError): Record<string, string> {
  const status = ERROR_STATUS[code];
  if (status === 401) return { "www-authenticate": 'Bearer realm="sealbook"' };
  if (status === 405) return { allow: String(details.allow ?? "") };
  if (status === 416) return { "content-range": `bytes */${details.size}` };
  if (details.retryAfterSeconds !== undefined) return { "retry-after": String(details.retryAfterSeconds) };
  if (status === 503) return { "retry-after": String(UNAVAILABLE_RETRY_SECONDS) };
  return {};
}

// Node's codes for a connection that fails, and PostgreSQL's for a server that starts, stops or is full
// (PostgreSQL manual, appendix A: class 08, 53300, 57P01 to 57P03), and Prisma's for the same.
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|53300|57P0[123]|P1001|P1002|P1008|P1017|P2024)$/;
const UNREACHABLE_TEXTS =
  /timeout exceeded when trying to connect|Connection terminated|DatabaseNotReachable|Can't reach database/;

/** Any thrown value as an error of the list: a lost database, or a security module that is away, is `unavailable`, what nobody foresaw is `internal`. */
export function toProblem(error: unknown): SealbookError {
  if (error instanceof SealbookError) return error;
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (cause instanceof HsmAway) return new SealbookError("unavailable", { cause: error });
    const { code } = cause as NodeJS.ErrnoException;
    const system = (cause as NodeJS.ErrnoException).syscall;
    const lost = UNREACHABLE.test(String(code)) && (system === undefined || system === "connect" || system === "read");
    if (lost || UNREACHABLE_TEXTS.test(cause.message)) return new SealbookError("unavailable", { cause: error });
  }
  return new SealbookError("internal", { cause: error });
}
