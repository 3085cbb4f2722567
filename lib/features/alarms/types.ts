import type { AlertKind } from "#lib/words/alerts.ts";

/** An alert is known by both: of each there is one open at most. */
export interface AlertKey {
  kind: AlertKind;
  /** What it is about: the id of a node, the name of a ledger, of an authority or of a machine and its folder. */
  subject: string;
}

/** What was found, in short; shown to operators. Never a secret. */
export type AlertDetails = Record<string, string | number | boolean>;

/** What one look at a condition found. */
export interface Found {
  subject: string;
  ledger?: string;
  details: AlertDetails;
  /** Of what is allowed: the alert opens above 1. */
  share: number;
}

/** A cause of alerts that nobody meets by the way: the worker looks at it each minute. */
export interface Condition {
  kind: AlertKind;
  /** Without it, whoever has the trouble raises the alert. */
  look?: () => Promise<Found[]>;
  /** Raised again as long as its cause is there, and not for so long: it has ended. For whoever may be gone for good. */
  unseenMs?: number;
}

export function condition(definition: Condition): Condition {
  return definition;
}
