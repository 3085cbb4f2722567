/** The columns of `evidence` in the binary form of the database, and as the texts that `checkEvidence` takes. */
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import type { BinaryRow } from "#lib/infra/db/copy-out.ts";
import { type EvidenceRow, erasedOf } from "./evidence-row.ts";
import { isTextAt } from "./spelling.ts";

/** SELECT list of `evidence_whole v` with EVIDENCE_FIELDS columns, in the order of the numbers below. */
export const EVIDENCE_SELECT: string =
  "v.id, v.organisation_id, v.type, v.sha256, v.size, v.name, v.received_at, v.record, v.details, v.content_kept, v.sequence, v.kind, v.issuer, v.subject, v.after, v.submitter_id, " +
  erasedOf("bytes");
export const EVIDENCE_FIELDS = 17;
export const ID = 0;
export const ORGANISATION = 1;
export const TYPE = 2;
export const SHA256 = 3;
export const SIZE = 4;
export const NAME = 5;
export const RECEIVED_AT = 6;
export const RECORD = 7;
export const DETAILS = 8;
const CONTENT_KEPT = 9;
export const SEQUENCE = 10;
export const KIND = 11;
export const ISSUER = 12;
export const SUBJECT = 13;
export const AFTER = 14;
export const SUBMITTER = 15;
export const ERASED = 16;

const CONTENT = "content";

export const UUID_BYTES = 16;
export const BIGINT_BYTES = 8;
/** From 1970 to 2000, where the database's times begin, which are microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
/** The last that a Date holds (ECMA-262, section 21.4.1.1). */
const TIME_MS_MAX = 8.64e15;

/** A `bigint` that is not null; beyond 2^53 not exact, and then no safe integer. */
export function bigintOf(row: BinaryRow, field: number): number {
  const at = row.start(field);
  return row.view.getInt32(at) * 2 ** 32 + row.view.getUint32(at + 4);
}

/** Milliseconds since 1970 of a `timestamptz`; NaN when it is null or no whole millisecond that a Date holds. */
export function millisecondsOf(row: BinaryRow, field: number): number {
  if (row.length(field) !== BIGINT_BYTES) return Number.NaN;
  const milliseconds = bigintOf(row, field) / 1_000 + EPOCH_MS;
  return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= TIME_MS_MAX ? milliseconds : Number.NaN;
}

/** Whether the kind is that of contents. */
export function isContent(row: BinaryRow): boolean {
  return row.length(KIND) === CONTENT.length && isTextAt(row.bytes, row.start(KIND), CONTENT);
}

export function isContentKept(row: BinaryRow): boolean {
  return row.length(CONTENT_KEPT) === 1 && row.bytes[row.start(CONTENT_KEPT)] === 1;
}

/** The row as the database would write it; undefined where it holds what is no text or no time. */
export function toEvidenceRow(row: BinaryRow, ledger: string): EvidenceRow | undefined {
  const [type, name, record, details] = [TYPE, NAME, RECORD, DETAILS].map((field) => textOf(row, field));
  const milliseconds = millisecondsOf(row, RECEIVED_AT);
  if (type === undefined || name === undefined || record === undefined || details === undefined) return undefined;
  if (Number.isNaN(milliseconds)) return undefined;
  return {
    id: uuidOf(row, ID),
    ledger,
    organisationId: uuidOf(row, ORGANISATION),
    type,
    sha256: row.field(SHA256).toString("base64"),
    size: row.length(SIZE) < 0 ? null : String(row.field(SIZE).readBigInt64BE()),
    name,
    receivedAt: new Date(milliseconds).toISOString(),
    record,
    details,
    contentKept: isContentKept(row),
    kind: row.length(KIND) < 0 ? null : row.field(KIND).toString(),
    issuer: row.length(ISSUER) < 0 ? null : row.field(ISSUER).toString(),
    subject: row.length(SUBJECT) < 0 ? null : row.field(SUBJECT).toString("base64"),
    after: row.length(AFTER) < 0 ? null : row.field(AFTER).toString("base64"),
    submitterId: row.length(SUBMITTER) < 0 ? null : uuidOf(row, SUBMITTER),
    erased: row.length(ERASED) < 0 ? null : row.field(ERASED).toString("base64"),
  };
}

/** NUL is well-formed UTF-8, but no text for the database. */
function textOf(row: BinaryRow, field: number): string | undefined {
  const text = row.length(field) < 0 ? undefined : fromUtf8(row.field(field));
  return text?.includes("\0") ? undefined : text;
}

export function uuidOf(row: BinaryRow, field: number): string {
  const hex = row.field(field).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
