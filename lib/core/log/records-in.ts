/** Apart from block.ts: pages that count records need nothing of what checks them. */
import type { LedgerFormat } from "./block.ts";

/** Records in a tree: its leaves without the headers of its blocks. */
export function recordsIn(tree: { format: LedgerFormat; treeSize: bigint; blocks: bigint }): bigint {
  return tree.format === 1 ? tree.treeSize : tree.treeSize - tree.blocks;
}
