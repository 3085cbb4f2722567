import type { OrganisationId } from "#lib/gate/actor.ts";
import type { OrganisationState } from "#lib/words/organisations.ts";

/** One step in the life of an organisation. */
export interface OrganisationEvent {
  number: number;
  event: OrganisationState;
  /** Undefined: the command line. */
  user: { id: string; name: string } | undefined;
  note: string;
  at: Date;
}

export interface OrganisationSettings {
  name: string;
  /** false: uploads are hashed and thrown away, only their digest is recorded. */
  keepContent: boolean;
  /** true: whoever states the digest of a file finds its public records. */
  publicLookup: boolean;
  /** true: new records have a public page from the start; it is turned on and off for each of them afterwards. */
  publishRecords: boolean;
  /** true: new content is recorded by its SM3 digest beside SHA-256. */
  alsoSm3: boolean;
}

/** What an organisation asks of its members before they may do anything in it. */
export interface AccessRules {
  requireTwoFactors: boolean;
  /** Members sign in through its provider; owners may do it with password and second factor. */
  requireSso: boolean;
}

export interface Organisation extends OrganisationSettings {
  id: OrganisationId;
  ledger: string;
  createdAt: Date;
}

export const GIGABYTE: number = 1_000 ** 3;

/** Of a sandbox, which is nobody's. */
export const SANDBOX_RECORDS_MAX = 1_000;

/** What an organisation may use; null: what the installation allows by default, of a month any number. */
export interface Quotas {
  /** Bytes of content. */
  storageQuota: number | null;
  /** Records in a month (UTC). */
  recordQuota: number | null;
  /** Certificates issued in a month (UTC). */
  certificateQuota: number | null;
}

/** The content that an organisation keeps, in bytes. */
export interface StorageUse {
  used: number;
  /** What it may keep; undefined: any number. */
  quota: number | undefined;
  /** Of its own, as its operators set it; undefined: it has what the installation allows by default. */
  ownQuota: number | undefined;
}

/** Counting every record of a large organisation for each look at the list would cost more than the number is worth. */
export const RECORDS_COUNTED_MAX = 100_000;

/** An organisation as those who run the installation see it. */
export interface ListedOrganisation {
  id: OrganisationId;
  name: string;
  ledger: string;
  createdAt: Date;
  /** It runs the installation. */
  operates: boolean;
  state: OrganisationState;
  since: Date;
  members: number;
  /** Up to RECORDS_COUNTED_MAX; one more means more. */
  records: number;
  /** When anybody in it did anything, or a key of it. */
  activeAt: Date | undefined;
}
