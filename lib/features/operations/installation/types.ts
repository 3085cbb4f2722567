/** What operations shows. */
import type { Node } from "#lib/features/ledger/nodes/types.ts";

/** unheard: asked, and never answered yet. */
const NODE_HEALTHS = ["inStep", "behind", "failing", "unheard", "idle"] as const;
/** idle: it is not asked for anything. */
export type NodeHealth = (typeof NODE_HEALTHS)[number];

export interface WatchedNode extends Node {
  health: NodeHealth;
  /** Entries that its ledger has now. */
  treeSize: bigint;
}

/** How one ledger stands. */
export interface LedgerLine {
  name: string;
  origin: string;
  treeSize: bigint;
  block: { height: bigint; time: Date } | undefined;
  /** The newest block that has its quorum. */
  witnessed: { height: bigint; at: Date } | undefined;
  /** The newest block that an authority stamped. */
  stamped: { height: bigint; time: Date } | undefined;
  quorum: { needed: number; members: number };
  /** Records that wait for the next block. */
  waiting: number;
  /** Organisations that record into it. */
  organisations: number;
}

export interface NodeCosignature {
  height: bigint;
  treeSize: bigint;
  signedAt: Date;
}
