/** What an organisation sees when it comes in. */
import type { StorageUse } from "#lib/features/accounts/organisations/types.ts";

/** How far the trend goes back, today included. */
export const TREND_DAYS = 30;
/** Days of every time zone are sums of quarters of an hour. */
export const QUARTER_MS: number = 15 * 60_000;
/** What waits is looked at up to here: more says the same, and costs more. */
export const WAITING_LOOKED_MAX = 20_000;

export interface DayCount {
  /** In the reader's zone, YYYY-MM-DD. */
  day: string;
  records: number;
}

/** What still lacks a step of its proof. */
export interface Waiting {
  count: number;
  /** More wait than were looked at. */
  more: boolean;
  /** When the one that has waited longest was received. */
  since: string | undefined;
}

/** What an organisation's records wait for; undefined: nobody is asked for it here. */
export interface WaitingFor {
  block: Waiting;
  witnesses: Waiting | undefined;
  timestamp: Waiting | undefined;
}

export interface Failures {
  /** Kept files that are not what was kept, as they were found last, and the record of the first of them. */
  damaged: { files: number; evidenceId: string | undefined };
  /** Letters of the last days that were not delivered: given up, or tried again. */
  letters: { failed: number; retrying: number };
}

/** A figure that could not be read is undefined, and never taken for none. */
export interface OverviewFigures {
  /** Oldest first, the last is today. */
  days: DayCount[] | undefined;
  waiting: WaitingFor | undefined;
  failures: Failures | undefined;
  /** null: for whoever acts for the whole organisation alone. */
  storage: StorageUse | undefined | null;
}
