/** What can become of an organisation. */

/** active: as long as nothing else was said. suspended: it reads, and records nothing. retired: for good; nobody signs in to it. */
export const ORGANISATION_STATES = ["active", "suspended", "retired"] as const;

export type OrganisationState = (typeof ORGANISATION_STATES)[number];
