export interface LedgerHealth {
  name: string;
  treeSize: number;
  /** Absent before the first block. */
  height?: number;
  /** Seconds since the last block; grows while nothing is submitted. */
  ageSeconds?: number;
}

/** What keeps a record from becoming a proof, or will soon: alerts of these kinds, and the same seen without the worker. */
export const HEALTH_TROUBLES = [
  "queue_growing",
  "block_failing",
  "ledger_rolled_back",
  "disk_filling",
  "storage_unfit",
  "clock_wrong",
] as const;

export interface HealthTrouble {
  code: (typeof HEALTH_TROUBLES)[number];
  /** Name of the ledger that it is about; absent for what is about none. */
  ledger?: string;
}

export interface Health {
  /** degraded: it answers and records, and something of `troubles` is wrong; unavailable: it cannot be asked anything. */
  status: "ok" | "degraded" | "unavailable";
  troubles: HealthTrouble[];
  version: string;
  database: "ok" | "unavailable";
  ledgers: LedgerHealth[];
}

/** Why a process should be sent no requests just now. */
export const UNREADY = [
  "stopping",
  "database_away",
  "heartbeat_missing",
  "migrations_missing",
  "storage_away",
  "signer_refuses",
  "clock_wrong",
] as const;
export type Unready = (typeof UNREADY)[number];
