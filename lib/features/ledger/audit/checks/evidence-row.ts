/**
 * One piece of evidence against itself: the record is rebuilt from the columns and must come out byte for byte, which
 * is faster than parsing it and proves the canonical form (RFC 8785) and every column at once. Only where it does not
 * come out is the record taken apart to say what is wrong.
 */
import { hash } from "node:crypto";
import { DETAILS_V1, DETAILS_V2, parseDetails } from "#lib/core/claim/details.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import { type EvidenceRecord, linesOf, parseRecord, typeOf } from "#lib/core/claim/record.ts";
import { RECORD_V1 } from "#lib/core/claim/record-v1.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { type AuditCheck, Mismatch } from "./finding.ts";

/** The columns of `evidence_whole` as texts: numbers in decimal, digests in base64, times as in records. */
export interface EvidenceRow {
  id: string;
  ledger: string;
  organisationId: string;
  type: string;
  sha256: string;
  size: string | null;
  name: string;
  receivedAt: string;
  record: string;
  details: string;
  contentKept: boolean;
  /** null: version 1. */
  kind: string | null;
  issuer: string | null;
  subject: string | null;
  after: string | null;
  submitterId: string | null;
  /** null: it was not erased. Base64, blinded: which record the one in the ledger says was; empty while that waits. */
  erased: string | null;
}

/** What is stated of the erasure of `evidence_whole v`: only of rows without details anybody wrote anything down. */
export function erasedOf(form: "base64" | "bytes"): string {
  const subject = "coalesce((SELECT c.subject FROM evidence c WHERE c.id = x.claim_id AND c.kind = 'erasure'), '')";
  return `CASE WHEN v.is_erased THEN (SELECT ${form === "base64" ? `encode(${subject}, 'base64')` : subject}
    FROM evidence_erasure x WHERE x.evidence_id = v.id AND x.organisation_id = v.organisation_id) END`;
}

/** SELECT list for an `EvidenceRow` of `evidence_whole v`. Throws in the database where bytes are not UTF-8. */
export const EVIDENCE_COLUMNS = `v.id, v.ledger, v.organisation_id AS "organisationId", v.type,
  encode(v.sha256, 'base64') AS sha256, v.size::text AS size, v.name,
  to_char(v.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt",
  convert_from(v.record, 'UTF8') AS record, convert_from(v.details, 'UTF8') AS details,
  v.content_kept AS "contentKept", v.kind, v.issuer, encode(v.subject, 'base64') AS subject, encode(v.after, 'base64') AS after,
  v.submitter_id AS "submitterId", ${erasedOf("base64")} AS erased`;

const CANONICAL = `canonical ${RECORD_V1} or ${RECORD_V2}`;
const CANONICAL_DETAILS = `canonical ${DETAILS_V1} or ${DETAILS_V2}`;

/** Columns of a table of their own. */
const PRIVATE: ReadonlySet<string> = new Set(["name", "details"]);

/** Canonical base64 of 16 bytes: the last character carries four bits that must be zero. */
const SALT = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const SALT_CHARS = 24;
/** Names of organisations, as JSON, in records that the core's parser has accepted; they repeat in every record. */
const acceptedNames = new Set<string>();
const ACCEPTED_NAMES_MAX = 10_000;

/** @throws {Mismatch} naming the column that disagrees. @returns base64 SHA-256 of the record's bytes. */
export function checkEvidence(row: EvidenceRow): string {
  if (row.erased !== null) return checkErased(row, row.erased);
  const detailsHash = hash("sha256", row.details, "base64");
  if (row.kind === null ? !isRebuilt(row, detailsHash) : !isClaim(row, detailsHash)) explain(row, detailsHash);
  if (!areDetailsRebuilt(row)) explainDetails(row);
  return hash("sha256", row.record, "base64");
}

/** What was erased has its record, and nothing that the record binds; the ledger says which record that is. */
function checkErased(row: EvidenceRow, statedSubject: string): string {
  const detailsHash = parseRecord(row.record)?.details ?? "";
  if (row.kind === null ? !isRebuilt(row, detailsHash) : !isClaim(row, detailsHash)) explain(row, detailsHash);
  const gone: [column: string, expected: string, found: string][] = [
    ["name", "", row.name],
    ["details", "", row.details],
    ["content_kept", "false", String(row.contentKept)],
  ];
  for (const column of gone) if (!isEqual(column)) throw mismatch(row, "details", column);
  const subject = Buffer.from(blinded("subject", Buffer.from(row.record))).toString("base64");
  if (statedSubject !== "" && statedSubject !== subject)
    throw mismatch(row, "details", [
      "details",
      `erased, as an entry about ${subject} states`,
      `an entry about ${statedSubject}`,
    ]);
  return hash("sha256", row.record, "base64");
}

/** Up to the member after `kept`, which only the details of an upload have. */
const DETAILS_START = new RegExp(
  `^\\{"actor":\\{"id":"[0-9a-f-]{36}","kind":"(?:user|api-key)"\\},"details":"(?:${DETAILS_V1}|${DETAILS_V2})",(?:"kept":(true|false),)?"m`,
);

/** Whether the details begin as the columns make them, and name the file and how it came in as they do. */
function areDetailsRebuilt(row: EvidenceRow): boolean {
  const { details, type, name, contentKept, submitterId } = row;
  // With fields of somebody's own, which stand in no column.
  if (details.includes('"fields":{')) return parseDetails(details) !== undefined && detailsColumns(row).every(isEqual);
  const start = DETAILS_START.exec(details);
  if (!start || !details.startsWith(`{"actor":{"id":"${submitterId}"`)) return false;
  if (start[1] !== (type === "file" ? String(contentKept) : undefined)) return false;
  if (type !== "file" && contentKept) return false;
  // Keys are sorted, and quotes inside of strings are escaped: this cannot stand anywhere but where the name does.
  return details.includes(`"method":"${methodOf(type)}","name":${JSON.stringify(name)},"platform":"`);
}

function methodOf(type: string): string {
  return type === "file" ? "upload" : "digest";
}

/** Whether the record is the canonical text that the columns make, around its own salt and the submitter's name. */
function isRebuilt(row: EvidenceRow, detailsHash: string): boolean {
  const { record } = row;
  const start =
    `{"details":"${detailsHash}","digests":{"sha256":"${row.sha256}"},"id":"${row.id}",` +
    `"receivedAt":"${row.receivedAt}","record":"${RECORD_V1}","salt":"`;
  const saltEnd = start.length + SALT_CHARS;
  const middle = `"${row.size === null ? "" : `,"size":${row.size}`},"submitter":{"name":`;
  const end = `,"organisation":"${row.organisationId}"},"type":"${row.type}"}`;
  return (
    record.startsWith(start) &&
    SALT.test(record.slice(start.length, saltEnd)) &&
    record.startsWith(middle, saltEnd) &&
    record.endsWith(end) &&
    isAccepted(row, record.slice(saltEnd + middle.length, -end.length))
  );
}

/** A record of version 2 against its columns: read, since there are many kinds; EvidenceBytes rebuilds those of which there are most. */
function isClaim(row: EvidenceRow, detailsHash: string): boolean {
  const record = parseRecord(row.record);
  if (record?.record !== RECORD_V2 || record.details !== detailsHash) return false;
  return columnsOf(record).every(([, expected, found]) => expected === found(row));
}

/** What the rebuilding does not show (a well-formed name, a known type, a UUIDv7) the core's parser judges. */
function isAccepted({ record, type, id, size }: EvidenceRow, name: string): boolean {
  const isPlain = id.charAt(14) === "7" && "89ab".includes(id.charAt(19)) && (type === "digest" || size !== null);
  if (isPlain && (type === "file" || type === "digest") && acceptedNames.has(name)) return true;
  if (parseRecord(record) === undefined) return false;
  if (acceptedNames.size < ACCEPTED_NAMES_MAX) acceptedNames.add(name);
  return true;
}

/** @throws {Mismatch} always: the row was found to be wrong. */
function explain(row: EvidenceRow, detailsHash: string): never {
  const record = parseRecord(row.record);
  if (record === undefined) throw mismatch(row, "record", ["record", CANONICAL, row.record]);
  for (const [column, expected, found] of columnsOf(record)) {
    if (expected !== found(row)) throw mismatch(row, "record", [column, expected, found(row)]);
  }
  if (record.details !== detailsHash) {
    throw mismatch(row, "details", ["details", `SHA-256 ${record.details}`, `SHA-256 ${detailsHash}`]);
  }
  throw mismatch(row, "record", ["record", CANONICAL, row.record]);
}

/** What a record says of its columns, as texts. */
function columnsOf(record: EvidenceRecord): [column: string, expected: string, found: (row: EvidenceRow) => string][] {
  const lines = linesOf(record);
  const own = (name: "kind" | "issuer" | "subject" | "after") =>
    [name, lines?.[name] ?? "null", (row: EvidenceRow) => row[name] ?? "null"] as [
      string,
      string,
      (row: EvidenceRow) => string,
    ];
  return [
    ["id", record.id, ({ id }) => id],
    ["organisation_id", record.submitter.organisation, ({ organisationId }) => organisationId],
    ["type", typeOf(record), ({ type }) => type],
    ["sha256", record.digests.sha256, ({ sha256 }) => sha256],
    ["size", record.size === undefined ? "null" : String(record.size), ({ size }) => size ?? "null"],
    ["received_at", record.receivedAt, ({ receivedAt }) => receivedAt],
    own("kind"),
    own("issuer"),
    own("subject"),
    own("after"),
  ];
}

type Column = [column: string, expected: string, found: string];
const isEqual = ([, expected, found]: Column): boolean => expected === found;

function detailsColumns(row: EvidenceRow): Column[] {
  const details = parseDetails(row.details);
  if (!details) return [["details", CANONICAL_DETAILS, row.details]];
  return [
    ["name", details.name, row.name],
    ["details", methodOf(row.type), details.method],
    ["content_kept", String(details.kept ?? false), String(row.contentKept)],
    ["submitter_id", details.actor.id, row.submitterId ?? "null"],
  ];
}

/** @throws {Mismatch} always: the details are none, or say something else than the columns. */
function explainDetails(row: EvidenceRow): never {
  for (const column of detailsColumns(row)) if (!isEqual(column)) throw mismatch(row, "details", column);
  throw mismatch(row, "details", ["details", CANONICAL_DETAILS, row.details]);
}

function mismatch(
  row: EvidenceRow,
  check: AuditCheck,
  [column, expected, found]: [column: string, expected: string, found: string],
): Mismatch {
  const isPrivate = PRIVATE.has(column);
  const key: Record<string, string> = { [isPrivate ? "evidence_id" : "id"]: row.id };
  return new Mismatch({ check, table: isPrivate ? "evidence_private" : "evidence", key, column, expected, found });
}
