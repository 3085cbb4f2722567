/** What an issuer states of a batch of certificates: whose, made from which template, how many, under which root. Its record binds it. */
import { isSize } from "../claim/members.ts";
import { DIGEST_BYTES, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { isBase64Of, isTime, isUuid, readFields } from "../text/json-fields.ts";
import { isDidWeb } from "./did.ts";

export const BATCH_V1 = "sealbook.batch/v1";
export const CREDENTIAL_TYPE = "OpenBadgeCredential";
const STATEMENT_CHARS_MAX = 2048;
const JSON_DEPTH_MAX = 2;

/** Digests are base64 SHA-256. */
export type BatchStatement = {
  batch: typeof BATCH_V1;
  /** DID by the method did:web. */
  issuer: string;
  template: {
    /** UUID. */
    id: string;
    /** From 1. */
    version: number;
    /** Of the version's canonical JSON. */
    sha256: string;
  };
  /** Certificates, at least 1. */
  count: number;
  /** Of the tree over their leaves (RFC 6962). */
  root: string;
  credentialType: typeof CREDENTIAL_TYPE;
  issuedAt: string;
};

/** Canonical bytes of a statement. Throws TypeError for what `parseBatchStatement` would refuse. */
export function encodeBatchStatement(statement: BatchStatement): Uint8Array {
  const text = canonicalJson(statement);
  if (parseBatchStatement(text) === undefined) throw new TypeError("not the statement of a batch");
  return utf8(text);
}

/** The statement that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseBatchStatement(text: string): BatchStatement | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: STATEMENT_CHARS_MAX }),
    ["batch", "issuer", "template", "count", "root", "credentialType", "issuedAt"],
    [],
  );
  const template = readTemplate(fields?.template);
  if (fields === undefined || template === undefined) return undefined;
  const { batch, issuer, count, root, credentialType, issuedAt } = fields;
  if (batch !== BATCH_V1 || credentialType !== CREDENTIAL_TYPE || !isDidWeb(issuer)) return undefined;
  if (!isSize(count, 1) || !isBase64Of(root, DIGEST_BYTES) || !isTime(issuedAt)) return undefined;
  return { batch, issuer, template, count, root, credentialType, issuedAt };
}

function readTemplate(value: unknown): BatchStatement["template"] | undefined {
  const fields = readFields(value, ["id", "version", "sha256"], []);
  if (!isUuid(fields?.id) || !isSize(fields.version, 1) || !isBase64Of(fields.sha256, DIGEST_BYTES)) return undefined;
  return { id: fields.id, version: fields.version, sha256: fields.sha256 };
}
