import type { OrganisationId } from "#lib/gate/actor.ts";

/** The ledger into which a new organisation's evidence is recorded. */
export const FIRST_LEDGER = "main";

/** active: as long as nothing else was said. suspended: it reads, and records nothing. retired: for good; nobody signs in to it. */
export const ORGANISATION_STATES = ["active", "suspended", "retired"] as const;
export type OrganisationState = (typeof ORGANISATION_STATES)[number];

/** Why a verb about an institution did nothing. Keys of the messages `console.refused.*`. */
const ORGANISATION_REFUSALS = [
  "forbidden",
  "organisation_absent",
  "ledger_absent",
  "ledger_taken",
  "operating",
  "already",
  "retired",
] as const;
export type OrganisationRefusal = (typeof ORGANISATION_REFUSALS)[number];

/** One step in the life of an institution. */
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
}

export interface Organisation extends OrganisationSettings {
  id: OrganisationId;
  ledger: string;
  createdAt: Date;
}

/** Counting every record of a large institution for each look at the list would cost more than the number is worth. */
export const RECORDS_COUNTED_MAX = 100_000;

/** An organisation as those who run the installation see it. */
export interface Institution {
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
