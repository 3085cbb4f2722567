/** The ledger's facts as plain objects. Indexes, heights and sizes are BigInt; hashes are 32 bytes. */
import type { LedgerFormat } from "#lib/core/log/block.ts";
import type { LedgerKeyAlgorithm } from "#lib/core/log/key-history.ts";

export interface Ledger {
  name: string;
  /** First line of every checkpoint and name of the keys. */
  origin: string;
  format: LedgerFormat;
  /** The newest Ed25519 key that signed the checkpoint in force, as a C2SP signed-note verifier key. */
  verifierKey: string;
  /** Every key that it ever had, the oldest first; each but the first was made so by those before. */
  keys: LedgerKey[];
  /** The signed checkpoint of the empty tree. */
  emptyCheckpoint: string;
  /** What is recorded in it goes after a while, and counts for nothing. */
  isTest: boolean;
  createdAt: Date;
  /** Leaves of its tree. */
  treeSize: bigint;
}

/** A key signs the checkpoints of all trees from `sinceSize` to `endSize` entries. */
export interface LedgerKey {
  /** 1, 2, 3 … */
  number: number;
  verifierKey: string;
  algorithm: LedgerKeyAlgorithm;
  sinceSize: bigint;
  /** undefined: it goes on. */
  endSize: bigint | undefined;
  addedAt: Date;
  endedAt: Date | undefined;
  /** The signed note that makes it the ledger's; undefined where it is not stored. */
  statement: string | undefined;
}

/** The verifier keys of one algorithm, the oldest first. */
export function keysOf({ keys }: Pick<Ledger, "keys">, wanted: LedgerKeyAlgorithm): string[] {
  return keys.flatMap(({ algorithm, verifierKey }) => (algorithm === wanted ? [verifierKey] : []));
}

export interface Block {
  height: bigint;
  firstIndex: bigint;
  /** Its records. */
  leafCount: number;
  /** Leaves of the tree once this block is in it, with its header where that is one, and their root. */
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

/** The index of the block's header in the tree; undefined in a ledger of format 1, whose headers stand beside it. */
export function headerIndexOf({
  firstIndex,
  leafCount,
  treeSize,
}: Pick<Block, "firstIndex" | "leafCount" | "treeSize">): bigint | undefined {
  const index = firstIndex + BigInt(leafCount);
  return index < treeSize ? index : undefined;
}

export interface Entry {
  index: bigint;
  /** null: the header of its block. */
  evidenceId: string | null;
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

/** The name in an origin of this installation: what follows `/ledger/`. */
export function ledgerNameOf(origin: string | undefined): string {
  return origin?.slice(origin.lastIndexOf("/") + 1) || FIRST_LEDGER;
}

/** Where the explorer shows a ledger: the first one has the short address. */
export function explorerPath(ledger: string): string {
  return ledger === FIRST_LEDGER ? "/explorer" : `/explorer/l/${ledger}`;
}

/** The ledger into which a new organisation's evidence is recorded. */
export const FIRST_LEDGER = "main";

/** As it stands in addresses and origins. */
export const LEDGER_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** How far the clocks that date things are apart. */
export interface Clocks {
  /** Milliseconds by which this process' clock is ahead of the database's; negative: behind it. */
  processAheadMs: number;
  /** Milliseconds by which the newest block is ahead of this process' clock; 0 where it is not. */
  blockAheadMs: number;
}

/** Milliseconds that count: whatever of the two is worse. */
export function clocksApart({ processAheadMs, blockAheadMs }: Clocks): number {
  return Math.max(Math.abs(processAheadMs), blockAheadMs);
}
