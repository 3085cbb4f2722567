/** One attempt to come from what was given to an outcome. */
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { Given, Outcome, Working } from "./outcome.ts";

/** Files at once: a day's post of an office. Each is a row of the table. */
export const FILES_MAX = 2_000;

export type Course = {
  /** Token of the link that was opened: it leads to that one record, whose page may not be public. */
  link?: { id: string; token: string } | undefined;
  /** Whom this site trusts for its own ledgers. */
  trust: readonly LedgerTrust[];
  signal: AbortSignal;
  report: (working: Working) => void;
};

export type Concluded = { given: Given; outcome: Outcome };
