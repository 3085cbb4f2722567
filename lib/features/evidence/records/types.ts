/** Evidence as plain objects. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`, digests lower-case hex. */
import type { EvidenceType } from "#lib/core/claim/entry.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { ClaimFacts } from "#lib/core/verify/verification.ts";

/** What wrote a record, as its private details state it. */
export const PLATFORM = "sealbook/0.1.0";

/** recorded: durable under its id; anchored: its leaf is in the ledger under a signed checkpoint. */
export const EVIDENCE_STATES = ["recorded", "anchored"] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** By what the list can be asked: what is witnessed or timestamped is anchored, too. */
export const LIST_STATES = [...EVIDENCE_STATES, "witnessed", "timestamped"] as const;
/** Kinds of claims by which the list can be asked. */
export const LIST_KINDS = ["content", "event", "bundle", "batch", "status"] as const;
export type ListKind = (typeof LIST_KINDS)[number];
export type ListState = (typeof LIST_STATES)[number];

/** Tags of an organisation, of a record, and records that one step tags. */
export const TAGS_MAX = 200;
export const TAGS_PER_RECORD_MAX = 20;
export const TAGGED_MAX = 10_000;
/** UTF-16 code units. */
export const TAG_CHARS_MAX = 40;

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
  /** Content, name and private details were erased then. */
  erasedAt?: string;
  entry?: EntryPlace;
  /** When its block, or a later one, had the cosignatures that the ledger's policy asks for; absent until then. */
  witnessedAt?: string;
  /** The time that an authority's token over its block, or a later one, states; absent until there is one. */
  timestampedAt?: string;
  /** The submitter's own, out of the private details. */
  fields?: OwnFields;
  /** Labels of today, in order; nothing binds them. */
  tags: string[];
  /** Id of the unit that it belongs to; absent: the organisation itself. */
  unit?: string;
}

/** A file of a bundle, by whose digest the bundle was found. */
export interface FoundFile {
  place: number;
  name: string;
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
/** Records in whose names, and own fields in whose values, one page of a search looks: about a fifth of a second for both. */
export const SEARCH_ROWS_MAX = 100_000;
/** Records of a tag, or with a value, at which one page looks when more is asked of them than that: about as long. */
export const LABELLED_ROWS_MAX = 10_000;
/** Most records that can be named one by one. */
export const CHOSEN_MAX = 100;

/** What the list is asked for; everything at once. */
export interface EvidenceFilter {
  id?: string | undefined;
  /** These alone. */
  ids?: readonly string[] | undefined;
  /** Part of a name or of an own field's value, in any case. */
  q?: string | undefined;
  /** The whole value of an own field, in any case. */
  value?: string | undefined;
  tag?: string | undefined;
  /** Of the content, or of a file in a bundle. */
  sha256?: Uint8Array | undefined;
  state?: ListState | undefined;
  /** Of the claim. */
  kind?: ListKind | undefined;
  /** The id of the user or key that submitted it. */
  who?: string | undefined;
  /** What was chosen together in a browser. */
  upload?: string | undefined;
  /** Of this unit and those below it. */
  unit?: string | undefined;
  /** Received at this time or later. */
  from?: Date | undefined;
  /** Received before this time. */
  to?: Date | undefined;
}
