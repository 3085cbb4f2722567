/** What the pages of a receipt say, read from the receipt alone. */

import { fromBase64, sha256, toBase64, toHex, utf8 } from "#lib/core/bytes.ts";
import { parseCheckpoint } from "#lib/core/checkpoint.ts";
import { findSignature, parseNote, parseVerifierKey } from "#lib/core/note.ts";
import { parseReceipt } from "#lib/core/receipt.ts";
import { parseDetails, parseRecord } from "#lib/core/record.ts";
import { parseTlogProof } from "#lib/core/tlog-proof.ts";

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
  /** Text of the checkpoint, and the operator's signature line under it. */
  checkpointText: string;
  operatorLine: string;
  /** Names on the checkpoint's other signature lines. */
  otherSigners: string[];
}

export interface ReceiptFacts {
  id: string;
  type: "file" | "digest";
  /** Only in receipts that carry the private details. */
  name?: string;
  /** Hex. */
  sha256: string;
  size?: number;
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
}

function readAnchor(proofText: string, issuerKey: string): AnchorFacts | undefined {
  const proof = parseTlogProof(proofText);
  const note = proof && parseNote(proof.checkpoint);
  const checkpoint = note && parseCheckpoint(note.text);
  const key = parseVerifierKey(issuerKey);
  const operator = note && key && findSignature(note, key);
  if (!checkpoint || !operator) return undefined;
  return {
    origin: checkpoint.origin,
    index: proof.index.toString(),
    treeSize: checkpoint.size.toString(),
    root: toHex(checkpoint.root),
    checkpointText: note.text,
    operatorLine: operator.line,
    otherSigners: note.signatures.filter((signature) => signature !== operator).map(({ name }) => name),
  };
}

/** The facts of a receipt that has been verified; undefined when it cannot be read. */
export function readReceiptFacts(bytes: Uint8Array): ReceiptFacts | undefined {
  const receipt = parseReceipt(bytes);
  if ("failed" in receipt) return undefined;
  const record = parseRecord(receipt.record);
  const digest = record && fromBase64(record.digests.sha256);
  const anchor = receipt.proof === undefined ? undefined : readAnchor(receipt.proof, receipt.issuer.key);
  if (!digest || (receipt.proof !== undefined && !anchor)) return undefined;
  const name = receipt.details === undefined ? undefined : parseDetails(receipt.details)?.name;
  return {
    id: record.id,
    type: record.type,
    sha256: toHex(digest),
    organisation: { id: record.submitter.organisation, name: record.submitter.name },
    receivedAt: record.receivedAt,
    issuerKey: receipt.issuer.key,
    recordHash: toBase64(sha256(utf8(receipt.record))),
    ...(name === undefined ? {} : { name }),
    ...(record.size === undefined ? {} : { size: record.size }),
    ...(receipt.proof === undefined ? {} : { proof: receipt.proof }),
    ...(anchor ? { anchor } : {}),
  };
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
