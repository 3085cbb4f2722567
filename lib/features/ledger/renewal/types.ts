/** Renewals as plain objects. Sizes and heights are BigInt, digests 32 bytes. */

export interface Renewal {
  ledger: string;
  /** 1, 2, 3 … */
  number: number;
  /** The block whose tree is renewed, and the entries of that tree. */
  height: bigint;
  size: bigint;
  at: Date;
  /** Undefined while its tree grows. */
  statement: string | undefined;
  /** The record that holds the statement; undefined until it is recorded. */
  evidenceId: string | undefined;
  /** Over the statement, in the order of their times. */
  stamps: RenewalStamp[];
}

export interface RenewalStamp {
  authority: string;
  token: Uint8Array;
  time: Date;
}

/** What vouched for entries when they were first renewed: all before `size` that no earlier one covers. */
export interface Pin {
  /** The block that their receipts show. */
  height: bigint;
  size: bigint;
  /** `attestedDigest` of that block's note and tokens. */
  digest: Uint8Array;
}

export interface RenewalProgress {
  number: number;
  /** Leaves of the new tree so far, and of all of it. */
  leaves: number;
  leavesTotal: number;
}
