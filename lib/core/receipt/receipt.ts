/**
 * A receipt in JSON: record, entry, proof and key in one canonical text. Record and details travel as strings that hold their exact
 * canonical bytes, so what was hashed survives every JSON parser. There is one spelling: any other serialisation is refused.
 */

import { KEY_TYPE, parseVerifierKey } from "../log/note.ts";
import { fromUtf8, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { readFields } from "../text/json-fields.ts";
import { type ReceiptTimestamp, readTimestamps } from "./receipt-timestamps.ts";

export const RECEIPT_VERSION = "sealbook.receipt/v1";
/** Bytes of a receipt; a proof with all the cosignatures that a note may carry fits. */
export const RECEIPT_BYTES_MAX: number = 1024 * 1024;
export const RECEIPT_DEPTH_MAX = 4;

/** The receipt, member by member as in its JSON. */
export type Receipt = {
  receipt: typeof RECEIPT_VERSION;
  /** Canonical JSON of the private details; left out where they are not to be shown. */
  details?: string;
  entry: string;
  issuer: { key: string };
  /** C2SP tlog-proof, verbatim; left out until the record is anchored. */
  proof?: string;
  record: string;
  /** RFC 3161 tokens over the text of the proof's checkpoint; none without a proof. */
  timestamps: ReceiptTimestamp[];
};

export type ReceiptFailure =
  | "too_large"
  | "not_utf8"
  | "not_canonical"
  /** Only of what `openReceiptFile` reads: here it is one way of not being canonical. */
  | "duplicate_member"
  | "wrong_fields"
  | "wrong_version"
  | "timestamps_malformed"
  | "key_malformed";

/** Canonical bytes of a receipt, without a final newline. Throws TypeError for one that `parseReceipt` would refuse. */
export function formatReceipt(receipt: Receipt): Uint8Array {
  const bytes = utf8(canonicalJson(receipt));
  const parsed = parseReceipt(bytes);
  if ("failed" in parsed) throw new TypeError(`not a receipt: ${parsed.failed}`);
  return bytes;
}

/**
 * The receipt that bytes (or their text) are, or the first reason why they are none. Record, details, entry and proof are strings
 * still: verify-receipt.ts looks into each in a step of its own.
 */
export function parseReceipt(input: Uint8Array | string): Receipt | { failed: ReceiptFailure } {
  if (input.length > RECEIPT_BYTES_MAX) return { failed: "too_large" };
  const text = typeof input === "string" ? input : fromUtf8(input);
  if (text === undefined) return { failed: "not_utf8" };
  const value = parseCanonicalJson(text, { depthMax: RECEIPT_DEPTH_MAX, charsMax: RECEIPT_BYTES_MAX });
  if (value === undefined) return { failed: "not_canonical" };
  const fields = readFields(value, ["receipt", "entry", "issuer", "record", "timestamps"], ["details", "proof"]);
  if (fields === undefined) return { failed: "wrong_fields" };
  const { receipt, details, entry, proof, record, timestamps } = fields;
  if (receipt !== RECEIPT_VERSION) return { failed: "wrong_version" };
  const key = readFields(fields.issuer, ["key"], [])?.key;
  if (typeof entry !== "string" || typeof record !== "string" || typeof key !== "string")
    return { failed: "wrong_fields" };
  if (!isOptionalString(details) || !isOptionalString(proof) || !Array.isArray(timestamps))
    return { failed: "wrong_fields" };
  const tokens = readTimestamps(timestamps);
  if (tokens === undefined || (tokens.length > 0 && proof === undefined)) return { failed: "timestamps_malformed" };
  if (parseVerifierKey(key)?.type !== KEY_TYPE.ed25519) return { failed: "key_malformed" };
  const parsed: Receipt = { receipt, entry, issuer: { key }, record, timestamps: tokens };
  if (details !== undefined) parsed.details = details;
  if (proof !== undefined) parsed.proof = proof;
  return parsed;
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}
