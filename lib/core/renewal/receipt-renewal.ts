/**
 * A renewal in a receipt: the way from the entry's leaf in the new tree to the statement, the receipt of the record that holds the
 * statement, and the tokens over the statement itself. What is in the leaf beside the two digests given here stands in the receipt already.
 */

import { rootFromInclusion } from "../log/merkle.ts";
import { type Note, parseNote } from "../log/note.ts";
import { type ReceiptTimestamp, readTimestamps } from "../receipt/receipt-timestamps.ts";
import { DIGEST_BYTES, equalBytes, fromBase64 } from "../text/bytes.ts";
import { isBase64Of, readFields } from "../text/json-fields.ts";
import { attestedDigest, joinRenewed, type RenewedLeaf, renewedLeafHash } from "./renewed-tree.ts";
import { parseStatement, type RenewalStatement } from "./statement.ts";

export const RENEWAL_KIND = "renewal";
/** Renewals in one receipt: more than are made before the first of them is history. */
export const LINKS_MAX = 8;
const NOTE_CHARS_MAX = 16 * 1024;
const PATH_MAX = 64;
const RECEIPT_CHARS_MAX = 512 * 1024;

/** Member by member as in the receipt's JSON. */
export type ReceiptRenewal = {
  kind: typeof RENEWAL_KIND;
  /** The statement as a note that the ledger's keys signed. */
  statement: string;
  /** Base64 SHA3-256 of the content; left out where the renewal binds none. */
  content?: string;
  /** Base64 SHA3-256 of the private details. */
  details?: string;
  /** Base64, the leaf's sibling first. */
  path: string[];
  /** The receipt of the record whose content is the statement: its JSON. */
  receipt: string;
  /** RFC 3161 tokens whose imprint is the SHA-512 of the statement, each under a seal of the receipt's key, as its timestamps are. */
  stamps: ReceiptTimestamp[];
};

/** A renewal taken apart. */
export type OpenedRenewal = {
  statement: RenewalStatement;
  note: Note;
  /** The whole note. */
  text: string;
  content: Uint8Array | undefined;
  details: Uint8Array | undefined;
  path: Uint8Array[];
  receipt: string;
  stamps: ReceiptTimestamp[];
  /** Of the stamps. */
  tokens: Uint8Array[];
};

/** The renewal that a value is; undefined for anything that is not in its one form. Nothing is verified here. */
export function readRenewal(value: unknown): OpenedRenewal | undefined {
  const fields = readFields(value, ["kind", "statement", "path", "receipt", "stamps"], ["content", "details"]);
  if (fields?.kind !== RENEWAL_KIND) return undefined;
  const { statement: text, receipt, content, details } = fields;
  const path = readDigests(fields.path);
  const stamps = Array.isArray(fields.stamps) ? readTimestamps(fields.stamps) : undefined;
  if (typeof text !== "string" || text.length > NOTE_CHARS_MAX || typeof receipt !== "string") return undefined;
  const note = parseNote(text);
  const statement = note && parseStatement(note.text);
  if (note === undefined || statement === undefined || path === undefined || stamps === undefined) return undefined;
  if (receipt.length > RECEIPT_CHARS_MAX || !isOptionalDigest(content) || !isOptionalDigest(details)) return undefined;
  const tokens = stamps.map(({ token }) => fromBase64(token) ?? new Uint8Array(0));
  const bytesOf = (digest: string | undefined) => (digest === undefined ? undefined : fromBase64(digest));
  return { statement, note, text, content: bytesOf(content), details: bytesOf(details), path, receipt, stamps, tokens };
}

const isDigest = (value: unknown): value is string => isBase64Of(value, DIGEST_BYTES);
const isOptionalDigest = (value: unknown): value is string | undefined => value === undefined || isDigest(value);

function readDigests(value: unknown): Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length > PATH_MAX || !value.every(isDigest)) return undefined;
  return value.map((digest) => fromBase64(digest) ?? new Uint8Array(0));
}

/** Whether the leaf stands in the tree that the renewal states, in the place that the entry has in the ledger. */
export function isInRenewedTree(
  { statement, path }: OpenedRenewal,
  { leaf, index }: { leaf: RenewedLeaf; index: bigint },
): boolean {
  const root = rootFromInclusion({
    leaf: renewedLeafHash(leaf),
    index,
    size: statement.size,
    proof: path,
    join: joinRenewed,
  });
  return root !== undefined && equalBytes(root, statement.renewedRoot);
}

/** Whether one renewal follows the other: it is the next one, larger or as large, and binds the one before with its tokens. */
export function follows(next: OpenedRenewal, before: OpenedRenewal): boolean {
  const { number, previous, size, origin } = next.statement;
  const bound = attestedDigest(before);
  return (
    origin === before.statement.origin &&
    number === before.statement.number + 1 &&
    size >= before.statement.size &&
    previous !== undefined &&
    equalBytes(previous, bound)
  );
}
