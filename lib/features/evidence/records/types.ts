/** Evidence as plain objects. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`, digests lower-case hex. */
import type { EvidenceType } from "#lib/core/claim/record.ts";

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
  /** Decimal. */
  index: string;
  /** Decimal. */
  blockHeight: string;
}

export interface EvidenceSummary {
  id: string;
  type: EvidenceType;
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

export const EARLIER_MAX = 20;
/** UTF-8 bytes of a name: what every file system accepts. */
export const NAME_BYTES_MAX = 255;
/** Most records of one page of the list. */
export const LIST_MAX = 100;
/** Records in whose names one page of a search looks: about a tenth of a second. */
export const SEARCH_ROWS_MAX = 200_000;

/**
 * public: the record's page is open to everybody; link: the link opens it; expired, revoked: a link of ours that no
 * longer does; absent: nothing to see, whether there is a record or not.
 */
export type ShareAccess = "public" | "link" | "expired" | "revoked" | "absent";

/** Links of one record, whether they still open it or not. */
export const SHARE_LINKS_MAX = 100;
/** For how many days a link can be made to work. */
export const SHARE_DAYS = [1, 7, 30, 90, 365] as const;
export type ShareDays = (typeof SHARE_DAYS)[number];

export interface ShareLinkRow {
  id: string;
  /** For whom or what; may be empty. */
  label: string;
  madeBy: string;
  createdAt: string;
  expiresAt: string;
  state: "open" | "expired" | "revoked";
}

/** Something that happened to who may see a record; unpublished: it never had a public page so far. */
export interface SharingEvent {
  kind: "unpublished" | "published" | "withdrawn" | "linked" | "revoked" | "expired";
  at: string;
  /** Name of the user, as it is today; undefined when time or the organisation's setting did it. */
  by?: string | undefined;
  /** Of the link. */
  label?: string;
}

export interface Sharing {
  /** The public page is on. */
  public: boolean;
  /** Newest first. */
  links: ShareLinkRow[];
  /** Oldest first. */
  events: SharingEvent[];
}
