/** Receipts as the product makes them, with a key of their own, for the tests of the receipt PDF and the command line. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { encodeDetails } from "#lib/core/claim/details.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { type EvidenceRecord, encodeRecord, entryOfRecord } from "#lib/core/claim/record.ts";
import type { RecordV2 } from "#lib/core/claim/record-v2.ts";
import { blockLine } from "#lib/core/log/block.ts";
import { encodeCosignature, formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, nodeHash } from "#lib/core/log/merkle.ts";
import { formatNote, formatVerifierKey, KEY_TYPE, signatureLine, verifierKeyId } from "#lib/core/log/note.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { sm3 } from "#lib/core/sm/sm3.ts";
import { sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";

const decoder = new TextDecoder();

export const ORIGIN = "evidence.example.com/ledger/main";
const SEED = sha256(utf8("key of the samples"));
const publicKey = ed25519.getPublicKey(SEED);
export const LEDGER_KEY: string = formatVerifierKey({ name: ORIGIN, publicKey });

/** Signs the text of a note with the samples' ledger key. */
export function sign(text: string): string {
  const keyId = verifierKeyId({ name: ORIGIN, type: KEY_TYPE.ed25519, publicKey });
  return signatureLine({ name: ORIGIN, keyId, signature: ed25519.sign(utf8(text), SEED) });
}

/** Base64 of the samples' ledger's signature over a text that is no note. */
export function seal(text: string): string {
  return toBase64(ed25519.sign(utf8(text), SEED));
}

export interface SampleOptions {
  name?: string;
  organisation?: string;
  content?: Uint8Array;
  anchored?: boolean;
  withDetails?: boolean;
  type?: "file" | "digest";
  /** Key names of those who cosigned; the signatures are nobody's. */
  cosigners?: string[];
  /** Makes it a receipt of version 2. */
  extras?: ReceiptExtra[];
  /** Makes it a record, details and receipt of version 2: what it claims beside the content's SHA-256. */
  claim?: Partial<RecordV2> & { kind: string };
  fields?: OwnFields;
}

/** A receipt of the fourth of eight entries. */
export function sampleReceipt(options: SampleOptions = {}): Uint8Array {
  const {
    name = "合同 contract.pdf",
    organisation = "示例银行 Example Bank",
    anchored = true,
    withDetails = true,
  } = options;
  const { content = utf8("the content\n"), type = "file", cosigners = [], claim, fields } = options;
  const { extras = claim && [] } = options;
  const details = encodeDetails({
    details: claim ? "sealbook.details/v2" : "sealbook.details/v1",
    actor: { kind: "api-key", id: "0193563f-8d5a-7c31-8f6e-7c5d0b0a1f42" },
    ...(type === "file" ? { kept: true } : {}),
    mediaType: "application/pdf",
    method: type === "file" ? "upload" : "digest",
    name,
    ...(fields === undefined ? {} : { fields }),
    platform: "sealbook/0.1.0",
    salt: toBase64(sha256(utf8("salt of the details")).slice(0, 16)),
  });
  const digests = { sha256: toBase64(sha256(content)), ...claim?.digests };
  const shared = {
    id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37",
    digests,
    details: toBase64(sha256(details)),
    receivedAt: "2026-11-22T13:55:03.123Z",
    salt: toBase64(sha256(utf8("salt of the record")).slice(0, 16)),
    submitter: { organisation: "0193563e-0000-7abc-8def-0123456789ab", name: organisation },
    ...(type === "file" ? { size: content.length } : {}),
  };
  const record: EvidenceRecord = claim
    ? { ...claim, ...shared, record: "sealbook.record/v2" }
    : { ...shared, record: "sealbook.record/v1", type };
  const recordBytes = encodeRecord(record);
  const entry = entryOfRecord(record, sha256(recordBytes));
  const leaves = Array.from({ length: 8 }, (_, index) => leafHash(index === 3 ? entry : utf8(`entry ${index}\n`)));
  const at = (index: number) => leaves[index] as Uint8Array;
  const pair = (index: number) => nodeHash(at(index), at(index + 1));
  const root = nodeHash(nodeHash(pair(0), pair(2)), nodeHash(pair(4), pair(6)));
  const text = formatCheckpoint({
    origin: ORIGIN,
    size: 8n,
    root,
    extensions: [blockLine(sha256(utf8("header")))],
  });
  const hashes = [at(2), pair(0), nodeHash(pair(4), pair(6))];
  const lines = cosigners.map((cosigner, at) => {
    const signature = encodeCosignature(1_790_000_000n + BigInt(at), new Uint8Array(64).fill(at));
    return signatureLine({ name: cosigner, keyId: sha256(utf8(cosigner)).slice(0, 4), signature });
  });
  const proof = formatTlogProof({ index: 3n, hashes, checkpoint: formatNote(text, [sign(text), ...lines]) });
  return formatReceipt({
    ...(extras
      ? { receipt: "sealbook.receipt/v2", ledgerKey: { key: LEDGER_KEY }, extras }
      : { receipt: "sealbook.receipt/v1", issuer: { key: LEDGER_KEY } }),
    entry: decoder.decode(entry),
    record: decoder.decode(recordBytes),
    timestamps: [],
    ...(withDetails ? { details: decoder.decode(details) } : {}),
    ...(anchored ? { proof } : {}),
  });
}

const CONTENT = utf8("the content\n");
const hash = toBase64(sha256(utf8("another record")));
/** An event that follows another, was taken over, and has a kind of parent that nobody knows. */
export const CLAIM: SampleOptions = {
  claim: {
    kind: "event",
    digests: { sha256: toBase64(sha256(CONTENT)), "sha3-256": hash, sm3: toBase64(sm3(CONTENT)) },
    issuer: "did:web:example.org",
    parents: [
      { role: "previous", record: hash },
      { role: "origin", record: hash },
      { role: "draft", record: hash },
    ],
    claim: { after: hash },
  },
  fields: {
    合同编号: { type: "text", value: "A-17" },
    sum: { type: "amount", value: "12.50", currency: "CNY" },
  },
};
export const CLAIM_HASH_HEX: string = Buffer.from(hash, "base64").toString("hex");
export const CLAIM_SM3_HEX: string = toHex(sm3(CONTENT));
