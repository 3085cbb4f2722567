import type { AlertKind } from "#lib/words/alerts.ts";

/** An alert is known by both: of each there is one open at most. */
export interface AlertKey {
  kind: AlertKind;
  /** What it is about: the id of a node, the name of a ledger, of an authority or of a machine and its folder. */
  subject: string;
}

/** What was found, in short; shown to operators. Never a secret. */
export type AlertDetails = Record<string, string | number | boolean>;
