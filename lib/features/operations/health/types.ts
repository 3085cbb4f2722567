export interface LedgerHealth {
  name: string;
  /** Decimal. */
  treeSize: string;
  /** Decimal; absent before the first block. */
  height?: string;
  /** Seconds since the last block; grows while nothing is submitted. */
  ageSeconds?: number;
}

export interface Health {
  status: "ok" | "unavailable";
  version: string;
  database: "ok" | "unavailable";
  ledgers: LedgerHealth[];
}
