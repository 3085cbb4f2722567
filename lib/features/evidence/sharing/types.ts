/** Who may see a record, and what led to it. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */

/**
 * public: the record's page is open to everybody; link: the link opens it; expired, revoked: a link of ours that no
 * longer does; absent: nothing to see, whether there is a record or not.
 */
export type ShareAccess = "public" | "link" | "expired" | "revoked" | "absent";

/** Links that open one record at the same time. */
export const SHARE_LINKS_MAX = 100;
/** Open links on one page, each with a code of some 7 KB: Next stalls an action whose page has more than some 180 KB. */
export const SHARE_LINKS_PAGE_SIZE = 6;

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
  /** A page of those that open the record, then the last of those that ended; both newest first. */
  links: ShareLinkRow[];
  /** Links that open the record, on all pages. */
  open: number;
  /** Cursors to the pages of open links beside this one. */
  older: string | undefined;
  newer: string | undefined;
  /** Oldest first. */
  events: SharingEvent[];
}
