export interface LedgerHealth {
  name: string;
  treeSize: number;
  /** Absent before the first block. */
  height?: number;
  /** Seconds since the last block; grows while nothing is submitted. */
  ageSeconds?: number;
}

export interface Health {
  status: "ok" | "unavailable";
  version: string;
  database: "ok" | "unavailable";
  ledgers: LedgerHealth[];
}
