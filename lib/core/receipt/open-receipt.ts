/**
 * A receipt taken apart, once: whatever is done with it afterwards (trust, timestamps, checks, facts, drawing) reads these parts.
 * Nothing has been verified here.
 */

import { type PrivateDetails, parseDetails } from "../claim/details.ts";
import { parseEntry } from "../claim/entry.ts";
import { type EvidenceRecord, parseRecord } from "../claim/record.ts";
import { type Checkpoint, parseCheckpoint } from "../log/checkpoint.ts";
import { type Note, parseNote, parseVerifierKey, type VerifierKey } from "../log/note.ts";
import { parseTlogProof, type TlogProof } from "../log/tlog-proof.ts";
import { equalBytes, utf8 } from "../text/bytes.ts";
import { ledgerKeyOf, parseReceipt, type Receipt, type ReceiptFailure } from "./receipt.ts";
import { isPdf } from "./receipt-file.ts";
import { findAttachments, RECEIPT_ATTACHMENT, type SealedPdf, splitSealedPdf } from "./receipt-pdf.ts";
import { canonicalBytes, type Respelling } from "./reformatted.ts";

export type Attachment = { name: string; bytes: Uint8Array };

/** What a receipt's strings turn out to be; undefined where they are malformed or absent. */
export type ReceiptParts = {
  receipt: Receipt;
  key: VerifierKey | undefined;
  record: EvidenceRecord | undefined;
  details: PrivateDetails | undefined;
  entry: ReturnType<typeof parseEntry>;
  proof: TlogProof | undefined;
  note: Note | undefined;
  checkpoint: Checkpoint | undefined;
};

/** The PDF around a receipt: its seal, if there is one in its place, and the files that it carries. */
export type ReceiptDocument = { size: number; seal: SealedPdf | undefined; attachments: readonly Attachment[] };

export type OpenedReceipt = {
  /** Undefined for a receipt that came as JSON. */
  document: ReceiptDocument | undefined;
  /** The exact bytes of the JSON; undefined for a PDF that does not carry exactly one. */
  json: Uint8Array | undefined;
  /** Undefined when the JSON is no receipt: `failure` says why. */
  parts: ReceiptParts | undefined;
  failure: ReceiptFailure | undefined;
  /** How the JSON differs from what was issued, where it says the same; `json` is what was issued. */
  respelled?: Respelling;
};

/** Opens a receipt's JSON (bytes or text) or PDF, told apart by the first bytes. Never throws. */
export function openReceipt(input: Uint8Array | string): OpenedReceipt {
  const bytes = typeof input === "string" ? utf8(input) : input;
  if (!isPdf(bytes)) return openJson(bytes, undefined);
  const attachments = findAttachments(bytes);
  const document = { size: bytes.length, seal: splitSealedPdf(bytes), attachments };
  const [attached, ...others] = attachments.filter(({ name }) => name === RECEIPT_ATTACHMENT);
  if (attached === undefined || others.length > 0) {
    return { document, json: undefined, parts: undefined, failure: undefined };
  }
  return openJson(attached.bytes, document);
}

/**
 * As `openReceipt`, for files that readers kept: a receipt that was only written out anew is opened as the bytes that were issued, and
 * says so. Never throws.
 */
export function openReceiptFile(input: Uint8Array | string): OpenedReceipt {
  return asIssued(openReceipt(input));
}

/**
 * The receipt inside a PDF that another program saved anew: its pages and their seal are gone, its attachments are the same bytes.
 *
 * @param files everything that the PDF carries, as a reader of any PDF finds it
 */
export function openReceiptInside(document: ReceiptDocument, files: readonly Attachment[]): OpenedReceipt {
  const named = files.filter(({ name }) => name === RECEIPT_ATTACHMENT);
  const isDistinct = ({ bytes }: Attachment, at: number) =>
    named.findIndex((other) => equalBytes(other.bytes, bytes)) === at;
  const [attached, ...others] = named.filter(isDistinct);
  const found = { ...document, attachments: files };
  // Of two that differ nobody can say which one is meant.
  if (attached === undefined || others.length > 0) {
    return { document: found, json: undefined, parts: undefined, failure: undefined };
  }
  return asIssued(openJson(attached.bytes, found));
}

function asIssued(opened: OpenedReceipt): OpenedReceipt {
  const { json, parts, document } = opened;
  if (parts !== undefined || json === undefined) return opened;
  const issued = canonicalBytes(json);
  if ("failed" in issued) return { ...opened, failure: issued.failed };
  const again = openJson(issued.bytes, document);
  return again.parts ? { ...again, respelled: issued.respelled } : { ...opened, failure: again.failure };
}

function openJson(json: Uint8Array, document: ReceiptDocument | undefined): OpenedReceipt {
  const receipt = parseReceipt(json);
  if ("failed" in receipt) return { document, json, parts: undefined, failure: receipt.failed };
  return { document, json, parts: readParts(receipt), failure: undefined };
}

function readParts(receipt: Receipt): ReceiptParts {
  const proof = receipt.proof === undefined ? undefined : parseTlogProof(receipt.proof);
  const note = proof === undefined ? undefined : parseNote(proof.checkpoint);
  return {
    receipt,
    key: parseVerifierKey(ledgerKeyOf(receipt)),
    record: parseRecord(receipt.record),
    details: receipt.details === undefined ? undefined : parseDetails(receipt.details),
    entry: parseEntry(utf8(receipt.entry)),
    proof,
    note,
    checkpoint: note === undefined ? undefined : parseCheckpoint(note.text),
  };
}
