/**
 * What is recorded. The record states it in canonical JSON (RFC 8785) and the ledger logs only an entry: the record's type and hash.
 * Who handed it in and under what name are private details, which the record binds by their hash. Both carry a random salt, so
 * that neither hash can be guessed from outside and either text can be erased later.
 */
import { DIGEST_BYTES, fromBase64, fromUtf8, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { type Fields, isBase64Of, isLine, isTime, isUuid, isUuidV7, readFields } from "../text/json-fields.ts";

export const RECORD_VERSION = "sealbook.record/v1";
export const DETAILS_VERSION = "sealbook.details/v1";
export const ENTRY_VERSION = "sealbook.entry/v1";

/** Lengths in UTF-16 code units; the product's own limits are narrower. */
const RECORD_CHARS_MAX = 8 * 1024;
const DETAILS_CHARS_MAX = 16 * 1024;
const ENTRY_CHARS_MAX = 256;
export const SALT_BYTES = 16;
const ORGANISATION_NAME_CHARS_MAX = 256;
const FILE_NAME_CHARS_MAX = 1024;
const MEDIA_TYPE_CHARS_MAX = 255;
const PLATFORM_CHARS_MAX = 128;
const JSON_DEPTH_MAX = 4;

const EVIDENCE_TYPES = ["file", "digest"] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** The record, member by member as in its JSON. Base64 and times are canonical texts. */
export type EvidenceRecord = {
  record: typeof RECORD_VERSION;
  /** UUIDv7. */
  id: string;
  type: EvidenceType;
  digests: { sha256: string };
  /** Base64 SHA-256 of the private details' bytes. */
  details: string;
  receivedAt: string;
  /** Base64 of 16 random bytes. */
  salt: string;
  /** Bytes; always there for a file, for a digest when it was stated. */
  size?: number;
  submitter: { organisation: string; name: string };
};

/** What only the organisation and whom it shows the receipt to get to see. */
export type PrivateDetails = {
  details: typeof DETAILS_VERSION;
  actor: { kind: "user" | "api-key"; id: string };
  /** Whether the content of an upload was kept; of a digest there is none to keep. */
  kept?: boolean;
  mediaType?: string;
  method: "upload" | "digest";
  name: string;
  platform: string;
  salt: string;
  /** The digest that the client announced for an upload. */
  stated?: { sha256: string };
};

/** Canonical bytes of a record. Throws TypeError for one that `parseRecord` would refuse. */
export function encodeRecord(record: EvidenceRecord): Uint8Array {
  const text = canonicalJson(record);
  if (parseRecord(text) === undefined) throw new TypeError("not a record");
  return utf8(text);
}

/** The record that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseRecord(text: string): EvidenceRecord | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: RECORD_CHARS_MAX }),
    ["record", "id", "type", "digests", "details", "receivedAt", "salt", "submitter"],
    ["size"],
  );
  const digests = readDigests(fields?.digests);
  const submitter = readSubmitter(fields?.submitter);
  if (fields === undefined || digests === undefined || submitter === undefined) return undefined;
  const { record, id, type, details, receivedAt, salt, size } = fields;
  if (record !== RECORD_VERSION || !isUuidV7(id) || !isEvidenceType(type)) return undefined;
  if (!isBase64Of(details, DIGEST_BYTES) || !isTime(receivedAt) || !isBase64Of(salt, SALT_BYTES)) return undefined;
  const parsed: EvidenceRecord = { record, id, type, digests, details, receivedAt, salt, submitter };
  if (size === undefined) return type === "file" ? undefined : parsed;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < (type === "file" ? 1 : 0)) return undefined;
  return { ...parsed, size };
}

/** Canonical bytes of private details. Throws TypeError for what `parseDetails` would refuse. */
export function encodeDetails(details: PrivateDetails): Uint8Array {
  const text = canonicalJson(details);
  if (parseDetails(text) === undefined) throw new TypeError("not private details");
  return utf8(text);
}

/** The private details that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseDetails(text: string): PrivateDetails | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: DETAILS_CHARS_MAX }),
    ["details", "actor", "method", "name", "platform", "salt"],
    ["kept", "mediaType", "stated"],
  );
  const actor = readActor(fields?.actor);
  if (fields === undefined || actor === undefined) return undefined;
  const { details, method, name, platform, salt } = fields;
  if (details !== DETAILS_VERSION || (method !== "upload" && method !== "digest")) return undefined;
  if (!isLine(name, FILE_NAME_CHARS_MAX) || !isLine(platform, PLATFORM_CHARS_MAX)) return undefined;
  if (!isBase64Of(salt, SALT_BYTES)) return undefined;
  const parsed: PrivateDetails = { details, actor, method, name, platform, salt };
  return readOptionalDetails(fields, parsed);
}

function readOptionalDetails(fields: Fields, parsed: PrivateDetails): PrivateDetails | undefined {
  const { kept, mediaType } = fields;
  const stated = readDigests(fields.stated);
  if (typeof kept !== (parsed.method === "upload" ? "boolean" : "undefined")) return undefined;
  if (typeof kept === "boolean") parsed.kept = kept;
  if (mediaType !== undefined) {
    if (!isLine(mediaType, MEDIA_TYPE_CHARS_MAX)) return undefined;
    parsed.mediaType = mediaType;
  }
  if (fields.stated !== undefined) {
    if (stated === undefined) return undefined;
    parsed.stated = stated;
  }
  return parsed;
}

function isEvidenceType(value: unknown): value is EvidenceType {
  return EVIDENCE_TYPES.some((type) => type === value);
}

function readDigests(value: unknown): { sha256: string } | undefined {
  const digest = readFields(value, ["sha256"], [])?.sha256;
  return isBase64Of(digest, DIGEST_BYTES) ? { sha256: digest } : undefined;
}

function readSubmitter(value: unknown): EvidenceRecord["submitter"] | undefined {
  const fields = readFields(value, ["organisation", "name"], []);
  if (!isUuid(fields?.organisation) || !isLine(fields.name, ORGANISATION_NAME_CHARS_MAX)) return undefined;
  return { organisation: fields.organisation, name: fields.name };
}

function readActor(value: unknown): PrivateDetails["actor"] | undefined {
  const fields = readFields(value, ["kind", "id"], []);
  if ((fields?.kind !== "user" && fields?.kind !== "api-key") || !isUuid(fields.id)) return undefined;
  return { kind: fields.kind, id: fields.id };
}

/** The bytes that are logged for a record: version, type and base64 SHA-256 of the record, a line each. */
export function encodeEntry(entry: { type: EvidenceType; recordHash: Uint8Array }): Uint8Array {
  if (entry.recordHash.length !== DIGEST_BYTES) throw new RangeError("a record's hash is 32 bytes long");
  return utf8(`${ENTRY_VERSION}\n${entry.type}\n${toBase64(entry.recordHash)}\n`);
}

/** The entry that bytes are; undefined unless `encodeEntry` would write exactly these. */
export function parseEntry(bytes: Uint8Array): { type: EvidenceType; recordHash: Uint8Array } | undefined {
  const text = bytes.length <= ENTRY_CHARS_MAX ? fromUtf8(bytes) : undefined;
  const [version, type, hashText = "", end, ...others] = text?.split("\n") ?? [];
  const recordHash = fromBase64(hashText);
  if (version !== ENTRY_VERSION || !isEvidenceType(type) || end !== "" || others.length > 0) return undefined;
  return recordHash?.length === DIGEST_BYTES ? { type, recordHash } : undefined;
}

/** SHA-256 of a record's bytes, as its entry states it. */
export function recordHash(record: Uint8Array): Uint8Array {
  return sha256(record);
}
