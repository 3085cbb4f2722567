/** Evidence as plain objects. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`, digests lower-case hex. */
import type { EvidenceType } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { ClaimFacts } from "#lib/core/verify/verification.ts";

/** What wrote a record, as its private details state it. */
export const PLATFORM = "sealbook/0.1.0";

/** recorded: durable under its id; anchored: its leaf is in the ledger under a signed checkpoint. */
export const EVIDENCE_STATES = ["recorded", "anchored"] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** An earlier record of the same content in the same organisation. */
export interface EarlierRecord {
  id: string;
  receivedAt: string;
}

export interface EntryPlace {
  ledger: string;
  index: number;
  blockHeight: number;
}

export interface EvidenceSummary {
  id: string;
  type: EvidenceType;
  /** Of its claim. */
  kind: string;
  name: string;
  sha256: string;
  /** Bytes; absent when only a digest was stated. */
  size?: number;
  mediaType?: string;
  state: EvidenceState;
  receivedAt: string;
  contentKept: boolean;
  entry?: EntryPlace;
  /** When its block, or a later one, had the cosignatures that the ledger's policy asks for; absent until then. */
  witnessedAt?: string;
  /** The time that an authority's token over its block, or a later one, states; absent until there is one. */
  timestampedAt?: string;
}

export interface Evidence extends EvidenceSummary {
  /** Newest first, at most EARLIER_MAX. */
  earlier: EarlierRecord[];
}

/** What a record commits to and states, for its own page. */
export interface Commitments {
  /** Hex SHA-256 of the record's bytes: what the entry carries. */
  recordHash: string;
  /** Hex SHA-256 of the private details' bytes: what the record carries. */
  detailsHash: string;
  /** Of a record of version 2. */
  claim?: ClaimFacts;
  /** The submitter's own, of details that are those which the record binds. */
  fields?: OwnFields;
  /** Name of the organisation, as it is today. */
  organisation: string;
  /** When the block that took it in was made; undefined while it waits. */
  anchoredAt?: string;
}

export const EARLIER_MAX = 20;
/** Most records of one page of the list. */
export const LIST_MAX = 100;
/** Records in whose names one page of a search looks: about a tenth of a second. */
export const SEARCH_ROWS_MAX = 200_000;
