/** One attempt to come from what was given to an outcome. */
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { Given, Outcome, Working } from "./outcome.ts";
import type { ToCheck } from "./worker-protocol.ts";

/** Files at once: a day's post of an office. Each is a row of the table. */
export const FILES_MAX = 2_000;

export type Course = {
  /** Token of the link that was opened: it leads to that one record, whose page may not be public. */
  link?: { id: string; token: string } | undefined;
  /** Whom this site trusts for its own ledgers. */
  trust: readonly LedgerTrust[];
  /** Until when algorithms count for the reader. */
  broken?: BrokenSince | undefined;
  signal: AbortSignal;
  report: (working: Working) => void;
};

export type Concluded = { given: Given; outcome: Outcome };

/** What a receipt is held against. */
export function grounds({ file }: Given, { trust, broken }: Course): Omit<ToCheck, "receipt"> {
  const compared = file ? { sha256: file.sha256, ...(file.source ? { source: file.source } : {}) } : {};
  return { trust, broken, ...compared };
}
