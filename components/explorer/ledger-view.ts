/** The ledger's head and a row of its blocks, as the explorer shows them. */
import type { LedgerFormat } from "#lib/core/log/block.ts";

export interface LedgerHeadView {
  name: string;
  origin: string;
  verifierKey: string;
  format: LedgerFormat;
  /** Decimal: leaves that are no headers, and all. */
  records: string;
  treeSize: string;
  /** Decimal; undefined while there is no block. */
  height: string | undefined;
  lastBlockTime: string | undefined;
  /** Hex. */
  root: string | undefined;
  /** The signed note in force. */
  checkpoint: string;
  checkpointUrl: string;
}

export interface BlockRow {
  /** Decimal. */
  height: string;
  time: string;
  /** Records in it. */
  leafCount: number;
  /** Decimal. */
  treeSize: string;
  /** Hex. */
  root: string;
}
