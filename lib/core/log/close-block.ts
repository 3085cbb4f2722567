/** How a batch of leaves becomes a block: the tree that it makes, its header, and the text that its checkpoint signs. */
import {
  type BlockHeader,
  blockHash,
  blockLine,
  encodeBlockHeader,
  FIRST_PREVIOUS,
  type LedgerFormat,
} from "./block.ts";
import { formatCheckpoint } from "./checkpoint.ts";
import { type JoinNodes, leafHash, nodeHash } from "./merkle.ts";
import { appendLeaves, type TreeEdge, type TreeNode } from "./tiles.ts";

/** The end of a ledger, and what the block to come states besides its leaves. */
export type LedgerEnd = {
  format: LedgerFormat;
  origin: string;
  /** Right edge of the tree and its size. */
  edge: TreeEdge;
  size: bigint;
  /** Height of the block to come. */
  height: bigint;
  /** Hash of the last block's header; undefined when there is none. */
  previous: Uint8Array | undefined;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  time: string;
};

export type ClosedBlock = {
  header: BlockHeader;
  /** The header's, and their SHA-256. */
  bytes: Uint8Array;
  hash: Uint8Array;
  /** Leaf hash of the header, where it is the last leaf of the block: in format 2. */
  leaf: Uint8Array | undefined;
  /** The tree with all leaves of the block, and the complete 256-ary subtrees that came into being. */
  treeSize: bigint;
  root: Uint8Array;
  nodes: TreeNode[];
  /** To be signed. */
  checkpoint: string;
};

/**
 * Closes a block over the leaf hashes of its records.
 *
 * In format 1 the header states the tree, and the checkpoint names the header in a line. In format 2 the header states the tree as it is
 * without it and becomes its last leaf; the checkpoint is over both. Neither holds what holds it.
 *
 * @param join as for `appendLeaves`
 * @throws {RangeError} for what makes no header or no checkpoint, and as `appendLeaves`.
 */
export function closeBlock(end: LedgerEnd, records: readonly Uint8Array[], join: JoinNodes = nodeHash): ClosedBlock {
  const { format, origin, height, time, previous = FIRST_PREVIOUS } = end;
  const stated = appendLeaves(end.edge, end.size, records, join);
  const leafCount = records.length;
  const { size: treeSize, root } = stated;
  const header = { format, origin, height, firstIndex: end.size, leafCount, treeSize, root, time, previous };
  const bytes = encodeBlockHeader(header);
  const hash = blockHash(bytes);
  if (format === 1) {
    const checkpoint = formatCheckpoint({ origin, size: treeSize, root, extensions: [blockLine(hash)] });
    return { header, bytes, hash, leaf: undefined, treeSize, root, nodes: stated.nodes, checkpoint };
  }
  const leaf = leafHash(bytes);
  const whole = appendLeaves(stated.edge, treeSize, [leaf], join);
  const checkpoint = formatCheckpoint({ origin, size: whole.size, root: whole.root });
  const nodes = [...stated.nodes, ...whole.nodes];
  return { header, bytes, hash, leaf, treeSize: whole.size, root: whole.root, nodes, checkpoint };
}
