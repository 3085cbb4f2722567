/** Records of the first version: a file that was handed in, or a digest that was stated. They verify for ever and are no longer made. */
import { DIGEST_BYTES } from "../text/bytes.ts";
import { isBase64Of, isTime, isUuidV7, readFields } from "../text/json-fields.ts";
import { type EvidenceType, isEvidenceType } from "./entry.ts";
import { isSize, readSubmitter, SALT_BYTES, type Submitter } from "./members.ts";

export const RECORD_V1 = "sealbook.record/v1";

/** The record, member by member as in its JSON. Base64 and times are canonical texts. */
export type RecordV1 = {
  record: typeof RECORD_V1;
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
  submitter: Submitter;
};

export function readRecordV1(value: unknown): RecordV1 | undefined {
  const fields = readFields(
    value,
    ["record", "id", "type", "digests", "details", "receivedAt", "salt", "submitter"],
    ["size"],
  );
  const sha256 = readFields(fields?.digests, ["sha256"], [])?.sha256;
  const submitter = readSubmitter(fields?.submitter);
  if (fields === undefined || !isBase64Of(sha256, DIGEST_BYTES) || submitter === undefined) return undefined;
  const { record, id, type, details, receivedAt, salt, size } = fields;
  if (record !== RECORD_V1 || !isUuidV7(id) || !isEvidenceType(type)) return undefined;
  if (!isBase64Of(details, DIGEST_BYTES) || !isTime(receivedAt) || !isBase64Of(salt, SALT_BYTES)) return undefined;
  const parsed: RecordV1 = { record, id, type, digests: { sha256 }, details, receivedAt, salt, submitter };
  if (size === undefined) return type === "file" ? undefined : parsed;
  return isSize(size, type === "file" ? 1 : 0) ? { ...parsed, size } : undefined;
}
