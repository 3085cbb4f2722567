/** The ledger's facts as plain objects. Indexes, heights and sizes are BigInt; hashes are 32 bytes. */

export interface Ledger {
  name: string;
  /** First line of every checkpoint and name of the key. */
  origin: string;
  /** C2SP signed-note verifier key. */
  verifierKey: string;
  /** The signed checkpoint of the empty tree. */
  emptyCheckpoint: string;
  createdAt: Date;
}

export interface Block {
  height: bigint;
  firstIndex: bigint;
  leafCount: number;
  /** Entries in the tree once this block is in it. */
  treeSize: bigint;
  root: Uint8Array;
  /** SHA-256 of the previous block's header; 32 zero bytes at height 0. */
  previous: Uint8Array;
  time: Date;
  header: Uint8Array;
  /** SHA-256 of the header. */
  hash: Uint8Array;
  /** The signed note. */
  checkpoint: string;
}

export interface Entry {
  index: bigint;
  evidenceId: string;
  /** The bytes logged. */
  entry: Uint8Array;
  leafHash: Uint8Array;
  blockHeight: bigint;
}

/** The tail of a ledger: its last block, if it has one, and the checkpoint in force. */
export interface LedgerHead {
  ledger: Ledger;
  block: Block | undefined;
  treeSize: bigint;
  checkpoint: string;
}

/** What `NOTIFY sealbook_block` carries, as JSON. */
export interface BlockNotice {
  ledger: string;
  /** Decimal. */
  height: string;
}

export const BLOCK_CHANNEL = "sealbook_block";

/** Most blocks or entries in one answer. */
export const PAGE_ROWS_MAX = 256;
