export const DAY_MS: number = 24 * 60 * 60 * 1000;
/** What happened on a day is committed so long after its end, or never. */
export const SETTLED_MS: number = 60 * 60 * 1000;

/** A day of an organisation's own log, as its auditors are shown it. */
export interface OwnDay {
  /** In UTC. */
  day: string;
  rows: number;
  /** Canonical JSON. */
  statement: string;
  /** The record that binds the day; undefined until it is made. */
  record?: { id: string; anchored: boolean };
}

/** What proves a day of an organisation to whoever has its rows. */
export interface DayProof {
  /** Canonical JSON: of the organisation, and of the day. */
  statement: string;
  day: string;
  /** Of the first in the tree of the second. */
  index: number;
  /** Base64, the lowest sibling first. */
  path: string[];
  /** Of the record that binds the day, in JSON; null until it is anchored. */
  receipt: string | null;
}
