export const USED = ["records", "bytes", "mails", "certificates"] as const;
export type Used = (typeof USED)[number];

/** What was used in a month, in UTC. */
export interface MonthUsage extends Record<Used, number> {
  /** As in 2026-11. */
  month: string;
}

export interface OrganisationUsage extends MonthUsage {
  organisationId: string;
  name: string;
}

export interface Usage<Row extends MonthUsage> {
  rows: Row[];
  /** What came later is not counted yet; undefined before anything is. */
  until: string | undefined;
}

/** Months that are shown. */
export const MONTHS_MAX = 36;
