/** What the pages of a receipt say, read from the receipt alone. */

import type { FileLine } from "#lib/core/bundle/line.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { typeOf } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { isTestOrigin } from "#lib/core/log/test-ledger.ts";
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf, ledgerKeyOf, type Receipt } from "#lib/core/receipt/receipt.ts";
import { fromBase64, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { claimOf } from "#lib/core/verify/claim-facts.ts";
import { BUNDLE_KIND, readBundledFile } from "#lib/core/verify/extras/bundle.ts";
import type { ClaimFacts } from "#lib/core/verify/verification.ts";
import { type AnchorFacts, isWitnessed, readAnchor } from "./anchor.ts";

const HEX_GROUP_DIGITS = 4;

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
  /** The record is in a ledger of tests. */
  test: boolean;
  anchor?: AnchorFacts;
  /** The proof, verbatim. */
  proof?: string;
  /** Base64 of the record's SHA-256, the third line of the entry. */
  recordHash: string;
  /** Whose tokens are said to be, and the times that they state. */
  timestamps: Stamp[];
  /** DER of the tokens. */
  tokens: Uint8Array[];
  renewals: RenewalFacts[];
}

/** What a token states. */
export interface Stamp {
  authority: string;
  time: string;
}

/** A renewal of the ledger. */
export interface RenewalFacts {
  number: number;
  /** Entries of the tree that was committed to anew. */
  size: string;
  /** Whether it binds the content by another digest, too. */
  content: boolean;
  /** Whose tokens over the statement are said to be, and when. */
  stamps: Stamp[];
}

/** How far a record has come: each state is said in one line, and the highest is the headline. */
export type ReceiptState = "recorded" | "anchored" | "witnessed" | "timestamped" | "witnessedTimestamped";

export function stateOf({ anchor, timestamps }: ReceiptFacts): ReceiptState {
  if (!anchor) return "recorded";
  const stamped = timestamps.length > 0;
  if (isWitnessed(anchor)) return stamped ? "witnessedTimestamped" : "witnessed";
  return stamped ? "timestamped" : "anchored";
}

/**
 * The facts of a receipt that has been verified; undefined when a part of it cannot be read.
 *
 * @param read.timestamps what its tokens state, in its order, as `read.renewals`: they are read elsewhere
 * @param read.policy the ledger's, as it was at the receipt's checkpoint
 */
export function readReceiptFacts(
  parts: ReceiptParts,
  read: { timestamps?: Stamp[]; renewals?: RenewalFacts[]; policy?: string | undefined } = {},
): ReceiptFacts | undefined {
  const { timestamps = [], renewals = [], policy } = read;
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
    test: isTestOrigin(parts.key?.name),
    recordHash: toBase64(sha256(utf8(receipt.record))),
    timestamps,
    renewals,
    tokens: receipt.timestamps.flatMap(({ token }) => fromBase64(token) ?? []),
    ...(name === undefined ? {} : { name }),
    ...(record.record === RECORD_V2 ? { claim: claimOf(record, fileOf(receipt)) } : {}),
    ...(fields === undefined ? {} : { fields }),
    ...(record.size === undefined ? {} : { size: record.size }),
    ...(receipt.proof === undefined ? {} : { proof: receipt.proof }),
    ...(anchor ? { anchor } : {}),
  };
}

/** The one file of a bundle that a verified receipt is about. */
function fileOf(receipt: Receipt): FileLine | undefined {
  return readBundledFile(extrasOf(receipt).filter(({ kind }) => kind === BUNDLE_KIND))?.line;
}

/** The texts of others' making that the pages show. */
export function namesIn({ name, organisation, fields = {}, anchor, claim, ...of }: ReceiptFacts): string[] {
  const { origin = "", cosigners = [], otherSigners = [], checkpointText = "" } = anchor ?? {};
  const stamps = [...of.timestamps, ...of.renewals.flatMap((renewal) => renewal.stamps)];
  const authorities = stamps.map(({ authority }) => authority);
  const signers = [...cosigners.map((cosigner) => cosigner.name), ...otherSigners];
  const own = Object.entries(fields).flatMap(([field, { value }]) => [field, value]);
  return [
    name ?? claim?.file?.name ?? "",
    organisation.name,
    ...own,
    origin,
    ...signers,
    ...authorities,
    ...checkpointText.split("\n"),
  ];
}

/** Digits in groups of four, for eyes that compare. */
export function grouped(hex: string): string {
  return hex.match(new RegExp(`.{1,${HEX_GROUP_DIGITS}}`, "g"))?.join(" ") ?? "";
}
