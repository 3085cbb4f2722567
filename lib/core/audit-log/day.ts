/**
 * A day of the audit log, bound so that it can be checked without trusting who keeps it (docs/decisions/0079): each row has one form of bytes; what an
 * organisation has of a day is a tree over its rows (RFC 6962 section 2.1) with a statement of its own; the statements of all organisations are
 * the leaves of the day's tree; and the day's statement, which names the one before it, is recorded in the ledger.
 */
import { leafHash, rootFromInclusion } from "../log/merkle.ts";
import { DIGEST_BYTES, equalBytes, fromBase64, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { isBase64Of, isUuid, readFields } from "../text/json-fields.ts";

export const AUDIT_DAY_V1 = "sealbook.audit-day/v1";
export const AUDIT_DAYS_V1 = "sealbook.audit-days/v1";
const STATEMENT_CHARS_MAX = 1_024;
const DAY = /^[1-9]\d{3}-\d{2}-\d{2}$/;

/** A row as it is bound. */
export interface AuditLine {
  id: string;
  /** RFC 3339 in UTC, with milliseconds. */
  at: string;
  /** null: of the installation. */
  organisation: string | null;
  actor: object;
  action: string;
  subject: string;
  details: object;
}

/** What an organisation has of a day; `organisation` null: rows of the installation itself. Digests are base64 SHA-256. */
export type AuditDayPart = {
  audit: typeof AUDIT_DAY_V1;
  /** In UTC, by the time in the rows' ids. */
  day: string;
  organisation: string | null;
  /** At least 1. */
  rows: number;
  /** Of the tree over its rows, in the order of their ids. */
  root: string;
  /** Digest of its statement of the last day before with rows; absent in the first. */
  previous?: string;
};

export type AuditDay = {
  audit: typeof AUDIT_DAYS_V1;
  day: string;
  parts: number;
  /** Of the tree over the parts' statements; of a day without rows SHA-256 of nothing. */
  root: string;
  /** Digest of the statement of the day before; absent in the first. */
  previous?: string;
};

/** The bytes of a row: canonical JSON (RFC 8785). */
export function auditLine(row: AuditLine): string {
  const { id, at, organisation, actor, action, subject, details } = row;
  return canonicalJson({ id, at, organisation, actor, action, subject, details });
}

/** Canonical text of either. */
export function auditStatement(statement: AuditDayPart | AuditDay): string {
  return canonicalJson(statement);
}

/** By which the next statement names this one. */
export function statementDigest(statement: string): string {
  return toBase64(sha256(utf8(statement)));
}

export function parseAuditDayPart(text: string): AuditDayPart | undefined {
  const fields = parsed(text, ["audit", "day", "organisation", "rows", "root"]);
  if (fields === undefined || fields.audit !== AUDIT_DAY_V1 || !isCount(fields.rows, 1)) return undefined;
  if (fields.organisation !== null && !isUuid(fields.organisation)) return undefined;
  return fields as AuditDayPart;
}

export function parseAuditDay(text: string): AuditDay | undefined {
  const fields = parsed(text, ["audit", "day", "parts", "root"]);
  return fields?.audit === AUDIT_DAYS_V1 && isCount(fields.parts, 0) ? (fields as AuditDay) : undefined;
}

function parsed(text: string, members: string[]): Record<string, unknown> | undefined {
  const value = parseCanonicalJson(text, { depthMax: 1, charsMax: STATEMENT_CHARS_MAX });
  const fields = readFields(value, members, ["previous"]);
  if (fields === undefined || typeof fields.day !== "string" || !DAY.test(fields.day)) return undefined;
  if (!isBase64Of(fields.root, DIGEST_BYTES)) return undefined;
  return fields.previous === undefined || isBase64Of(fields.previous, DIGEST_BYTES) ? fields : undefined;
}

const isCount = (value: unknown, min: number): boolean => Number.isSafeInteger(value) && (value as number) >= min;

/** Whether a part's statement stands at its place in the tree of the day. @param path base64, the lowest sibling first */
export function isPartOf(day: AuditDay, given: { part: string; index: number; path: readonly string[] }): boolean {
  const path = given.path.map(fromBase64);
  const root = fromBase64(day.root);
  if (root === undefined || path.some((each) => each === undefined)) return false;
  const reached = rootFromInclusion({
    ...{ leaf: leafHash(utf8(given.part)), index: BigInt(given.index), size: BigInt(day.parts) },
    proof: path as Uint8Array[],
  });
  return reached !== undefined && equalBytes(reached, root);
}
