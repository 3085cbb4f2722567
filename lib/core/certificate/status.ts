/**
 * What became of a certificate, as its issuer states it. The record binds the statement, and its entry names the certificate blinded: who
 * holds the certificate's receipt finds it in the ledger, whoever is still there to ask, and nobody else can tell which one is meant.
 */
import { blinded } from "../claim/entry.ts";
import { STATUSES } from "../claim/kinds/status.ts";
import { toBase64, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { isBase64Of, isLine, isTime, isUuidV7, readFields } from "../text/json-fields.ts";

export const STATUS_V1 = "sealbook.status/v1";
/** UTF-16 code units, on one line. */
export const REASON_CHARS_MAX = 500;
const SALT_BYTES = 16;
const STATEMENT_CHARS_MAX = 4096;
const JSON_DEPTH_MAX = 1;

export type CertificateState = (typeof STATUSES)[number];

export type StatusStatement = {
  status: typeof STATUS_V1;
  /** Id of the certificate. */
  certificate: string;
  state: CertificateState;
  at: string;
  /** One line. */
  reason?: string;
  /** Id of the certificate that takes its place; of a superseded one only. */
  replacement?: string;
  /** Base64 of 16 random bytes: a statement with so few words could be guessed. */
  salt: string;
};

/** Canonical bytes of a statement. Throws TypeError for what `parseStatusStatement` would refuse. */
export function encodeStatusStatement(statement: StatusStatement): Uint8Array {
  const text = canonicalJson(statement);
  if (parseStatusStatement(text) === undefined) throw new TypeError("not the statement of a status");
  return utf8(text);
}

/** The statement that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseStatusStatement(text: string): StatusStatement | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: STATEMENT_CHARS_MAX }),
    ["status", "certificate", "state", "at", "salt"],
    ["reason", "replacement"],
  );
  const state = STATUSES.find((each) => each === fields?.state);
  if (fields === undefined || state === undefined) return undefined;
  const { status, certificate, at, reason, replacement, salt } = fields;
  if (status !== STATUS_V1 || !isUuidV7(certificate) || !isTime(at) || !isBase64Of(salt, SALT_BYTES)) return undefined;
  if (reason !== undefined && !isLine(reason, REASON_CHARS_MAX)) return undefined;
  if (replacement !== undefined && (state !== "superseded" || !isUuidV7(replacement) || replacement === certificate))
    return undefined;
  return {
    ...{ status, certificate, state, at, salt },
    ...(reason === undefined ? {} : { reason }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

/** Base64, blinded: the subject of every record that is about the certificate. @param leaf the leaf's bytes */
export function statusSubject(leaf: Uint8Array): string {
  return toBase64(blinded("subject", leaf));
}
