import type { OrganisationId } from "#lib/infra/auth/types.ts";

/** The ledger into which a new organisation's evidence is recorded. */
export const FIRST_LEDGER = "main";

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
