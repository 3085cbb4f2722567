/** What the pages of a receipt say, read from the receipt alone. */

import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { typeOf } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { parseBlockHeader } from "#lib/core/log/block.ts";
import { TIMESTAMP_BYTES } from "#lib/core/log/checkpoint.ts";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { findSignature, type Note, type NoteSignature } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { ED25519_SIGNATURE_BYTES, ML_DSA_44_SIGNATURE_BYTES } from "#lib/core/log/signature.ts";
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf, ledgerKeyOf, type Receipt } from "#lib/core/receipt/receipt.ts";
import { fromBase64, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { claimOf } from "#lib/core/verify/claim-facts.ts";
import type { ClaimFacts } from "#lib/core/verify/verification.ts";

/** China has had one zone without summer time since 1991. */
const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;
const HEX_GROUP_DIGITS = 4;

/** The ledger's part; absent while the record is not anchored. */
export interface AnchorFacts {
  origin: string;
  index: string;
  treeSize: string;
  /** Hex. */
  root: string;
  /** Of the block that took the record in, where the receipt has its header; the time as `receivedAt`. */
  block?: { height: string; time: string };
  /** Text of the checkpoint, and the operator's signature line under it. */
  checkpointText: string;
  operatorLine: string;
  /** What cosignatures on the checkpoint state: whose they are said to be, and when they were made. */
  cosigners: { name: string; time: string }[];
  /** Names on the checkpoint's signature lines of other kinds. */
  otherSigners: string[];
  /** Names on lines that have the form of an ML-DSA-44 cosignature, which no quantum computer forges; the operator's is the origin. */
  lasting: string[];
  /** What the ledger's policy asks for, and how many of those whom it lists signed; absent when no policy was named. */
  quorum?: { needed: number; of: number; signed: number };
}

export interface ReceiptFacts {
  id: string;
  type: "file" | "digest";
  /** Only in receipts that carry the private details. */
  name?: string;
  /** Hex. */
  sha256: string;
  size?: number;
  /** Of a record of version 2. */
  claim?: ClaimFacts;
  /** Only with the private details, as `name`. */
  fields?: OwnFields;
  organisation: { id: string; name: string };
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  receivedAt: string;
  /** Verifier key of the ledger, as the receipt names it. */
  issuerKey: string;
  anchor?: AnchorFacts;
  /** The proof, verbatim. */
  proof?: string;
  /** Base64 of the record's SHA-256, the third line of the entry. */
  recordHash: string;
  /** Whose tokens are said to be, and the times that they state. */
  timestamps: { authority: string; time: string }[];
  /** DER of the tokens. */
  tokens: Uint8Array[];
}

function readAnchor(
  { receipt, proof, note, checkpoint, key }: ReceiptParts,
  policy: string | undefined,
): AnchorFacts | undefined {
  const operator = note && key && findSignature(note, key);
  if (!proof || !note || !checkpoint || !operator) return undefined;
  // The operator's other keys, while one takes over from another, have the operator's name.
  const others = note.signatures.filter(({ name }) => name !== operator.name);
  const lines = others.flatMap((line) => readCosigner(line) ?? []);
  // Who signed with two keys is one cosigner.
  const cosigners = lines.filter(({ name }, at) => lines.findIndex((line) => line.name === name) === at);
  const quorum = policy === undefined ? undefined : readQuorum(policy, note);
  return {
    origin: checkpoint.origin,
    index: proof.index.toString(),
    treeSize: checkpoint.size.toString(),
    root: toHex(checkpoint.root),
    ...readBlock(receipt),
    checkpointText: note.text,
    operatorLine: operator.line,
    cosigners,
    otherSigners: others.filter((line) => readCosigner(line) === undefined).map(({ name }) => name),
    lasting: note.signatures.flatMap((line) => (isMlDsa(line) && readCosigner(line) ? [line.name] : [])),
    ...(quorum && { quorum }),
  };
}

function readBlock(receipt: Receipt): Pick<AnchorFacts, "block"> {
  const text = extrasOf(receipt).find(({ kind }) => kind === "block")?.header;
  const header = typeof text === "string" ? parseBlockHeader(utf8(text)) : undefined;
  return header ? { block: { height: `${header.height}`, time: header.time } } : {};
}

function isMlDsa({ signature }: NoteSignature): boolean {
  return signature.length === TIMESTAMP_BYTES + ML_DSA_44_SIGNATURE_BYTES;
}

/** Who has to sign by the ledger's own policy, and how many of them did. */
function readQuorum(text: string, note: Note): AnchorFacts["quorum"] {
  const policy = parsePolicy(text);
  if ("error" in policy) return undefined;
  const { quorum, groups } = policy;
  if (quorum === undefined) return { needed: 0, of: 0, signed: 0 };
  const { threshold, members } = groups.find(({ name }) => name === quorum) ?? { threshold: 1, members: [quorum] };
  // A member may be a witness's two keys, both of which have to have signed.
  const signed = members.filter((member) => evaluatePolicy({ ...policy, quorum: member }, note).quorumMet);
  return { needed: threshold, of: members.length, signed: signed.length };
}

/** Name and time on a line that has the form of a cosignature (C2SP tlog-cosignature, Ed25519 or ML-DSA-44). */
function readCosigner({ name, signature }: NoteSignature): { name: string; time: string } | undefined {
  const bytes = signature.length - TIMESTAMP_BYTES;
  if (bytes !== ED25519_SIGNATURE_BYTES && bytes !== ML_DSA_44_SIGNATURE_BYTES) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (seconds === 0n) return undefined;
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? undefined : { name, time: time.toISOString() };
}

/**
 * The facts of a receipt that has been verified; undefined when a part of it cannot be read.
 *
 * @param read.timestamps what its tokens state, in its order: they are read elsewhere
 * @param read.policy the ledger's, as it was at the receipt's checkpoint
 */
export function readReceiptFacts(
  parts: ReceiptParts,
  read: { timestamps?: ReceiptFacts["timestamps"]; policy?: string | undefined } = {},
): ReceiptFacts | undefined {
  const { timestamps = [], policy } = read;
  const { receipt, record, details } = parts;
  const digest = record && fromBase64(record.digests.sha256);
  const anchor = receipt.proof === undefined ? undefined : readAnchor(parts, policy);
  if (!digest || (receipt.proof !== undefined && !anchor)) return undefined;
  const { name, fields } = details ?? {};
  return {
    id: record.id,
    type: typeOf(record),
    sha256: toHex(digest),
    organisation: { id: record.submitter.organisation, name: record.submitter.name },
    receivedAt: record.receivedAt,
    issuerKey: ledgerKeyOf(receipt),
    recordHash: toBase64(sha256(utf8(receipt.record))),
    timestamps,
    tokens: receipt.timestamps.flatMap(({ token }) => fromBase64(token) ?? []),
    ...(name === undefined ? {} : { name }),
    ...(record.record === RECORD_V2 ? { claim: claimOf(record) } : {}),
    ...(fields === undefined ? {} : { fields }),
    ...(record.size === undefined ? {} : { size: record.size }),
    ...(receipt.proof === undefined ? {} : { proof: receipt.proof }),
    ...(anchor ? { anchor } : {}),
  };
}

/** The texts of others' making that the pages show. */
export function namesIn({ name, organisation, fields = {}, anchor, timestamps }: ReceiptFacts): string[] {
  const { origin = "", cosigners = [], otherSigners = [], checkpointText = "" } = anchor ?? {};
  const authorities = timestamps.map(({ authority }) => authority);
  const signers = [...cosigners.map((cosigner) => cosigner.name), ...otherSigners];
  const own = Object.entries(fields).flatMap(([field, { value }]) => [field, value]);
  return [name ?? "", organisation.name, ...own, origin, ...signers, ...authorities, ...checkpointText.split("\n")];
}

/** Digits in groups of four, for eyes that compare. */
export function grouped(hex: string): string {
  return hex.match(new RegExp(`.{1,${HEX_GROUP_DIGITS}}`, "g"))?.join(" ") ?? "";
}

/** `2026-11-22T13:55:03.123Z` as `2026-11-22 13:55:03.123`, in UTC and in China. */
export function times(instant: string): { utc: string; china: string } {
  const spell = (time: Date) => time.toISOString().slice(0, -1).replace("T", " ");
  const utc = new Date(instant);
  return { utc: spell(utc), china: spell(new Date(utc.getTime() + CHINA_OFFSET_MS)) };
}
