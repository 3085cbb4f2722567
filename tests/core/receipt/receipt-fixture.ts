/** A small ledger with known keys, and the receipts of its records: whatever a test wants to bend. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { encodeDetails, type PrivateDetails } from "#lib/core/claim/details.ts";
import { encodeEntry } from "#lib/core/claim/entry.ts";
import { type EvidenceRecord, encodeRecord } from "#lib/core/claim/record.ts";
import { blockLine } from "#lib/core/log/block.ts";
import { cosignatureMessage, encodeCosignature, formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import {
  formatNote,
  formatVerifierKey,
  parseVerifierKey,
  signatureLine,
  type VerifierKey,
} from "#lib/core/log/note.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt, type ReceiptV1, type ReceiptV2 } from "#lib/core/receipt/receipt.ts";
import { type ReceiptTimestamp, timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { concat, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";

export const ORIGIN = "seal.example/ledger/main";
export const FILE = utf8("the signed contract");
export const FILE_SHA256 = sha256(FILE);
export const FILE_SHA256_BASE64 = toBase64(FILE_SHA256);

export type Signer = { key: VerifierKey; seed: Uint8Array };

/** A key that is the same in every run. */
export function signer(name: string, type = 0x01, label = name): Signer {
  const seed = sha256(utf8(`seed of ${label}`));
  return { seed, key: keyOf(formatVerifierKey({ name, type, publicKey: ed25519.getPublicKey(seed) })) };
}

export function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (key === undefined) throw new Error(`not a key: ${text}`);
  return key;
}

export function signedLine({ key, seed }: Signer, text: string): string {
  return signatureLine({ name: key.name, keyId: key.keyId, signature: ed25519.sign(utf8(text), seed) });
}

export function cosignedLine({ key, seed }: Signer, text: string, time = 1_770_000_000n): string {
  const signature = encodeCosignature(time, ed25519.sign(cosignatureMessage(text, time), seed));
  return signatureLine({ name: key.name, keyId: key.keyId, signature });
}

export const ledger = signer(ORIGIN);
export const thirdWitness = signer("w3.example", 0x04);
export const witnesses = [signer("w1.example", 0x04), signer("w2.example", 0x04)] as const;

export const details: PrivateDetails = {
  details: "sealbook.details/v1",
  actor: { kind: "user", id: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b" },
  kept: true,
  mediaType: "application/pdf",
  method: "upload",
  name: "合同 “A”.pdf",
  platform: "sealbook/0.1.0",
  salt: toBase64(new Uint8Array(16).fill(7)),
  stated: { sha256: FILE_SHA256_BASE64 },
};

export const record: EvidenceRecord = {
  record: "sealbook.record/v1",
  id: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c",
  type: "file",
  digests: { sha256: FILE_SHA256_BASE64 },
  details: toBase64(sha256(encodeDetails(details))),
  receivedAt: "2026-11-22T13:45:00.123Z",
  salt: toBase64(new Uint8Array(16).fill(9)),
  size: FILE.length,
  submitter: { organisation: "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1d", name: "Example Ltd 示例公司" },
};

export const recordText = new TextDecoder().decode(encodeRecord(record));
export const detailsText = new TextDecoder().decode(encodeDetails(details));
export const entry = encodeEntry({ type: record.type, recordHash: sha256(utf8(recordText)) });

const INDEX = 5;
const SIZE = 11;
export const leaves = Array.from({ length: SIZE }, (_, at) =>
  leafHash(at === INDEX ? entry : utf8(`other entry ${at}`)),
);

export type LedgerOptions = { signer?: Signer; origin?: string; cosigners?: readonly Signer[]; moreLines?: string[] };

export function checkpointText(origin = ORIGIN): string {
  const { root } = appendLeaves([], 0n, leaves);
  return formatCheckpoint({ origin, size: BigInt(SIZE), root, extensions: [blockLine(sha256(utf8("a header")))] });
}

export function signedCheckpoint(options: LedgerOptions = {}): string {
  const text = checkpointText(options.origin);
  const cosigned = (options.cosigners ?? []).map((cosigner) => cosignedLine(cosigner, text));
  return formatNote(text, [signedLine(options.signer ?? ledger, text), ...cosigned, ...(options.moreLines ?? [])]);
}

export function proof(options: LedgerOptions = {}): string {
  const tile = concat(...leaves);
  const hashes = inclusionProof({ index: BigInt(INDEX), size: BigInt(SIZE), tile: () => tile });
  return formatTlogProof({ index: BigInt(INDEX), hashes, checkpoint: signedCheckpoint(options) });
}

/** The anchored receipt with details, or a bent one. */
export function receipt(changes: Partial<ReceiptV1> = {}): ReceiptV1 {
  return {
    receipt: "sealbook.receipt/v1",
    record: recordText,
    entry: new TextDecoder().decode(entry),
    details: detailsText,
    proof: proof(),
    issuer: { key: ledger.key.text },
    timestamps: [],
    ...changes,
  };
}

/** The same in version 2. */
export function secondVersion(extras: ReceiptExtra[] = [], changes: Partial<ReceiptV1> = {}): ReceiptV2 {
  const { issuer, ...stated } = receipt(changes);
  return { ...stated, receipt: "sealbook.receipt/v2", ledgerKey: issuer, extras };
}

/** A token under the seal of a key; the core never looks into it, so any bytes will do. */
export function sealed(token: Uint8Array, by: Signer = ledger, text: string = checkpointText()): ReceiptTimestamp {
  const signature = ed25519.sign(utf8(timestampSealText(text, token)), by.seed);
  return { seal: toBase64(signature), token: toBase64(token) };
}

/** Two tokens and three cosignatures. */
export function fullReceipt(tokens: readonly Uint8Array[] = [utf8("one token"), utf8("another")]): ReceiptV1 {
  const timestamps = tokens.map((token) => sealed(token));
  return receipt({ proof: proof({ cosigners: [...witnesses, thirdWitness] }), timestamps });
}

/** A receipt without some of its optional members. */
export function without(receipt: ReceiptV1, ...names: ("details" | "proof")[]): ReceiptV1 {
  const copy = { ...receipt };
  for (const name of names) delete copy[name];
  return copy;
}

export const receiptBytes = formatReceipt(receipt());

export function policyOf(lines: string[]): Policy {
  const policy = parsePolicy(`${lines.join("\n")}\n`);
  if ("error" in policy) throw new Error(`${policy.error} in line ${policy.line}`);
  return policy;
}

export const noWitnessPolicy = policyOf([`log ${ledger.key.text}`, "quorum none"]);
export const threeWitnessesPolicy = policyOf([
  `log ${ledger.key.text}`,
  `witness w1 ${witnesses[0].key.text}`,
  `witness w2 ${witnesses[1].key.text}`,
  `witness w3 ${thirdWitness.key.text}`,
  "group network all w1 w2 w3",
  "quorum network",
]);
export const bothWitnessesPolicy = policyOf([
  `log ${ledger.key.text}`,
  `witness w1 ${witnesses[0].key.text}`,
  `witness w2 ${witnesses[1].key.text}`,
  "group both all w1 w2",
  "quorum both",
]);
