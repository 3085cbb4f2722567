/**
 * A receipt in JSON: record, entry, proof and key in one canonical text. Record and details travel as strings that hold their exact
 * canonical bytes, so what was hashed survives every JSON parser. There is one spelling: any other serialisation is refused.
 * Version 2 is version 1 with extras; its member `issuer` is called `ledgerKey`, because an issuer is somebody else by now.
 */

import { KEY_TYPE, parseVerifierKey } from "../log/note.ts";
import { fromUtf8, utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { type Fields, readFields } from "../text/json-fields.ts";
import { type ReceiptExtra, readExtras } from "./extras.ts";
import { RECEIPT_BYTES_MAX } from "./receipt-file.ts";
import { type ReceiptTimestamp, readTimestamps } from "./receipt-timestamps.ts";

export const RECEIPT_V1 = "sealbook.receipt/v1";
export const RECEIPT_V2 = "sealbook.receipt/v2";
export const RECEIPT_DEPTH_MAX = 8;

type Stated = {
  /** Canonical JSON of the private details; left out where they are not to be shown. */
  details?: string;
  entry: string;
  /** C2SP tlog-proof, verbatim; left out until the record is anchored. */
  proof?: string;
  record: string;
  /** RFC 3161 tokens over the text of the proof's checkpoint; none without a proof. */
  timestamps: ReceiptTimestamp[];
};

/** The verifier key of the ledger. */
type LedgerKey = { key: string };
export type ReceiptV1 = Stated & { receipt: typeof RECEIPT_V1; issuer: LedgerKey };
export type ReceiptV2 = Stated & { receipt: typeof RECEIPT_V2; ledgerKey: LedgerKey; extras: ReceiptExtra[] };
/** The receipt, member by member as in its JSON. */
export type Receipt = ReceiptV1 | ReceiptV2;

export type ReceiptFailure =
  | "too_large"
  | "not_utf8"
  | "not_canonical"
  /** Only of what `openReceiptFile` reads: here it is one way of not being canonical. */
  | "duplicate_member"
  | "wrong_fields"
  | "wrong_version"
  | "extras_malformed"
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
  const version = readVersion(value);
  if (version === undefined) return { failed: "wrong_version" };
  const isFirst = version === RECEIPT_V1;
  const own = isFirst ? ["issuer"] : ["ledgerKey", "extras"];
  const fields = readFields(value, ["receipt", "entry", "record", "timestamps", ...own], ["details", "proof"]);
  const stated = fields && readStated(fields);
  const key = readFields(isFirst ? fields?.issuer : fields?.ledgerKey, ["key"], [])?.key;
  if (fields === undefined || stated === undefined || typeof key !== "string") return { failed: "wrong_fields" };
  const timestamps = readTimestamps(stated.timestamps);
  if (timestamps === undefined || (timestamps.length > 0 && stated.proof === undefined)) {
    return { failed: "timestamps_malformed" };
  }
  if (parseVerifierKey(key)?.type !== KEY_TYPE.ed25519) return { failed: "key_malformed" };
  if (isFirst) return { ...stated, timestamps, receipt: RECEIPT_V1, issuer: { key } };
  const extras = readExtras(fields.extras);
  if (extras === undefined) return { failed: "extras_malformed" };
  return { ...stated, timestamps, receipt: RECEIPT_V2, ledgerKey: { key }, extras };
}

/** The text of the ledger's verifier key, whatever the version calls it. */
export function ledgerKeyOf(receipt: Receipt): string {
  return receipt.receipt === RECEIPT_V1 ? receipt.issuer.key : receipt.ledgerKey.key;
}

export function extrasOf(receipt: Receipt): readonly ReceiptExtra[] {
  return receipt.receipt === RECEIPT_V1 ? [] : receipt.extras;
}

/** An object without a version is none of a known one; what is no object has no fields. */
function readVersion(value: unknown): Receipt["receipt"] | undefined {
  const stated = typeof value === "object" && value !== null && "receipt" in value ? value.receipt : RECEIPT_V1;
  return [RECEIPT_V1, RECEIPT_V2].find((version) => version === stated) as Receipt["receipt"] | undefined;
}

function readStated(fields: Fields): (Omit<Stated, "timestamps"> & { timestamps: unknown[] }) | undefined {
  const { details, entry, proof, record, timestamps } = fields;
  if (typeof entry !== "string" || typeof record !== "string" || !Array.isArray(timestamps)) return undefined;
  if (!isOptionalString(details) || !isOptionalString(proof)) return undefined;
  return {
    entry,
    record,
    timestamps,
    ...(details === undefined ? {} : { details }),
    ...(proof === undefined ? {} : { proof }),
  };
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}
