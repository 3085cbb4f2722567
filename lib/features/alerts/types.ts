/** What can go wrong around a ledger that a person should look at. */
export const ALERT_KINDS = [
  "witness_unreachable",
  "witness_behind",
  "witness_conflict",
  "timestamp_failing",
  "queue_growing",
  "disk_filling",
  "ledger_rolled_back",
  "mirror_behind",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** An alert is known by both: of each there is one open at most. */
export interface AlertKey {
  kind: AlertKind;
  /** What it is about: the id of a node, the name of a ledger or of an authority. */
  subject: string;
}

/** What was found, in short; shown to operators. Never a secret. */
export type AlertDetails = Record<string, string | number | boolean>;
