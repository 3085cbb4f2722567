/** What can become of an organisation, and be said against what is asked of one. */

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
