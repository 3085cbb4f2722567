/**
 * What is recorded. The record states it in canonical JSON (RFC 8785) and the ledger logs only an entry: the record's kind and hash.
 * Who handed it in and under what name are private details, which the record binds by their hash. Both carry a random salt, so
 * that neither hash can be guessed from outside and either text can be erased later.
 */
import { fromBase64, sha256, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { unknownAlgorithm } from "./digests.ts";
import { type EvidenceType, entryOf, isEvidenceType } from "./entry.ts";
import { isKnownKind, KINDS } from "./kinds/known.ts";
import { RECORD_V1, type RecordV1, readRecordV1 } from "./record-v1.ts";
import { RECORD_V2, type RecordV2, readRecordV2 } from "./record-v2.ts";

/** In UTF-16 code units; the product's own limits are narrower. */
const RECORD_CHARS_MAX = 8 * 1024;
const JSON_DEPTH_MAX = 8;

export type EvidenceRecord = RecordV1 | RecordV2;

/** Canonical bytes of a record. Throws TypeError for one that `parseRecord` would refuse. */
export function encodeRecord(record: EvidenceRecord): Uint8Array {
  const text = canonicalJson(record);
  if (parseRecord(text) === undefined) throw new TypeError("not a record");
  return utf8(text);
}

/** The record that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseRecord(text: string): EvidenceRecord | undefined {
  const value = parseText(text);
  return versionOf(value) === RECORD_V2 ? readRecordV2(value) : readRecordV1(value);
}

export type RecordFlaw = "record_malformed" | "record_version_unknown" | "digest_algorithm_unknown" | "claim_malformed";

/** Why a text is no record, and what of it that is about; for a text that `parseRecord` refuses. */
export function recordFlaw(text: string): { flaw: RecordFlaw; found: string } {
  const value = parseText(text);
  const version = versionOf(value);
  if (typeof value !== "object" || value === null || typeof version !== "string") {
    return { flaw: "record_malformed", found: text };
  }
  if (version !== RECORD_V1 && version !== RECORD_V2) return { flaw: "record_version_unknown", found: version };
  const algorithm = "digests" in value ? unknownAlgorithm(value.digests) : undefined;
  if (algorithm !== undefined) return { flaw: "digest_algorithm_unknown", found: algorithm };
  const kind = "kind" in value ? value.kind : undefined;
  const isOfKind = typeof kind === "string" && isKnownKind(kind);
  // What a kind that nobody knows would have to have is fine: then it is the kind's own fields that are not.
  if (isOfKind && readRecordV2({ ...value, kind: UNKNOWN_KIND })) return { flaw: "claim_malformed", found: kind };
  return { flaw: "record_malformed", found: text };
}

const UNKNOWN_KIND = "x";

function parseText(text: string): unknown {
  return parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: RECORD_CHARS_MAX });
}

function versionOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "record" in value ? value.record : undefined;
}

/** SHA-256 of a record's bytes, as its entry states it. */
export function recordHash(record: Uint8Array): Uint8Array {
  return sha256(record);
}

/** The kind of a claim; of a record of version 1, whose word for it was another, a content. */
export function kindOf(record: EvidenceRecord): string {
  return record.record === RECORD_V1 ? "content" : record.kind;
}

/** How a content came to be recorded; of any other kind, its digest was stated. */
export function typeOf(record: EvidenceRecord): EvidenceType {
  const type = record.record === RECORD_V1 ? record.type : record.claim?.type;
  return isEvidenceType(type) ? type : "digest";
}

/** What the entry of a record of version 2 says beyond its hash; digests in base64. */
export function linesOf(
  record: EvidenceRecord,
): { kind: string; issuer?: string; subject?: string; after?: string } | undefined {
  if (record.record === RECORD_V1) return undefined;
  const { kind, issuer, subject, claim } = record;
  const after = isKnownKind(kind) && KINDS[kind].members.includes("after") ? claim?.after : undefined;
  return {
    kind,
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(typeof after === "string" ? { after } : {}),
  };
}

/** The bytes that are logged for a record. @param hash SHA-256 of its bytes */
export function entryOfRecord(record: EvidenceRecord, hash: Uint8Array): Uint8Array {
  const { kind = null, issuer = null, subject, after } = linesOf(record) ?? {};
  const bytesOf = (digest: string | undefined) => (digest === undefined ? null : (fromBase64(digest) ?? null));
  return entryOf({
    ...{ type: typeOf(record), kind, recordHash: hash, issuer },
    ...{ subject: bytesOf(subject), after: bytesOf(after) },
  });
}
