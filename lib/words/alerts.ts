/** What can go wrong around a ledger that a person should look at, and what becomes of it. */

export const ALERT_KINDS = [
  "witness_unreachable",
  "witness_behind",
  "witness_conflict",
  "mirror_behind",
  "timestamp_failing",
  "queue_growing",
  "block_failing",
  "disk_filling",
  "content_damaged",
  "storage_unfit",
  "ledger_rolled_back",
  "proxy_untrusted",
  "part_died",
  "clock_wrong",
  "renewal_due",
  "issuer_key_compromised",
  "certificate_reported",
  "audit_stream_behind",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** open: nobody has said that they look after it. resolved: its cause is gone, or a person has closed it. */
export const ALERT_STATES = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];
