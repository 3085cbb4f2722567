/** How the installation stands, for those who run it. */
import type { StorageFound } from "#lib/features/evidence/retention/types.ts";
import type { LedgerLine, WatchedNode } from "../installation/types.ts";

export const BEAT_INTERVAL_MS = 10_000;

/** bad: something has to be done now. odd: somebody should look. off: nobody has set it up, so that there is nothing to judge. */
export type Judgement = "good" | "odd" | "bad" | "off";

interface Judged {
  judgement: Judgement;
}

/** Each was read, or is undefined: what could not be checked is never taken for good. */
export interface Standing {
  queue: (Judged & { waiting: number; oldestSeconds: number }) | undefined;
  /** Blocks that nobody vouches for yet. */
  unwitnessed: (Judged & { blocks: number }) | undefined;
  unstamped: (Judged & { blocks: number }) | undefined;
  disk: (Judged & { freeBytes: number; totalBytes: number; folder: string }) | undefined;
  /** off: files lie on the disk. */
  bucket: (Judged & { found: StorageFound | undefined }) | undefined;
  database: { bytes: number } | undefined;
  alerts: (Judged & { open: number }) | undefined;
  /** The one that was seen last; none: no worker has ever run. */
  worker: (Judged & { seen: WorkerPulse | "never" }) | undefined;
  clocks: (Judged & { apartMs: number }) | undefined;
  audit: (Judged & { last: LastAudit | "never" }) | undefined;
  files: (Judged & { damaged: number }) | undefined;
}

export interface WorkerPulse {
  host: string;
  version: string;
  at: Date;
  /** By the database's clock. */
  secondsAgo: number;
}

export interface LastAudit {
  ledger: string;
  at: Date;
  /** Entries that the ledger had then. */
  size: number;
  findings: number;
}

export interface OperationsOverview {
  lines: LedgerLine[];
  standing: Standing;
  anyNode: boolean;
  troubled: WatchedNode[];
  invited: WatchedNode[];
  readAt: Date;
}
