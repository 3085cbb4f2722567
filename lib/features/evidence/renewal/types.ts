import type { Damage, KeptContent } from "#lib/features/evidence/retention/types.ts";
import type { StampAttempt } from "#lib/features/ledger/renewal/verbs/stamp-renewal.ts";

/** Content that was read for its second digest. */
export interface ContentProgress {
  files: number;
  bytes: number;
}

/** Content that is not what was kept: its records are renewed as records only. */
export type LostContent = KeptContent & { damage: Damage };

export type RenewPhase = { phase: "contents"; done: number } | { phase: "tree"; done: number; all: number };

export interface RenewReport {
  ledger: string;
  number: number;
  /** Entries that are renewed, and those that the next renewal takes. */
  size: bigint;
  behind: bigint;
  /** The note that is recorded. */
  statement: string;
  contents: bigint;
  recordsOnly: bigint;
  evidenceId: string;
  lost: LostContent[];
  /** What became of each authority that was asked, and whether any has stamped it by now. */
  stamps: StampAttempt[];
  isStamped: boolean;
  milliseconds: number;
}
