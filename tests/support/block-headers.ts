/** What a superuser can do to block headers, with the ledger's key or without it. */
import { type BlockHeader, blockHash, blockLine, encodeBlockHeader, parseBlockHeader } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { appendLeaves, type TreeNode } from "#lib/core/log/tiles.ts";
import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { Block } from "#lib/features/ledger/sealing/types.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import { rewrite } from "./ledger.ts";

interface Rewriting {
  change: (header: BlockHeader) => Partial<BlockHeader>;
  /** Anew, or the old checkpoints stay. */
  sign: boolean;
  /** Whether the leaves, nodes and roots of a tree that holds the headers follow from what they now say. */
  regrow?: boolean;
  /** Headers state the roots that `change` gives them, whatever the tree is. */
  keepRoots?: boolean;
}

/**
 * Rewrites the headers of `main` one after the other, each with its columns, hash and successor. In a ledger of format 2 the whole tree is
 * grown anew from the leaves that they make.
 */
export async function rewriteHeaders(
  owner: Pool,
  { change, sign, regrow = true, keepRoots = false }: Rewriting,
): Promise<void> {
  const signer = await openLedgerSigner("main");
  const blocks = (await listBlocks({ ledger: "main", limit: 256 })).reverse();
  let previous: Uint8Array | undefined;
  let tree: ReturnType<typeof appendLeaves> = appendLeaves([], 0n, []);
  for (const block of blocks) {
    const before = parseBlockHeader(block.header)!;
    const followed = { ...before, previous: previous ?? before.previous, ...change(before) };
    if (before.format === 2 && regrow) tree = await regrowRecords(owner, tree, followed);
    const header = before.format === 2 && regrow && !keepRoots ? { ...followed, root: tree.root } : followed;
    const bytes = encodeBlockHeader(header);
    previous = blockHash(bytes);
    const { origin, treeSize: size, root } = header;
    let stated = { size, root, extensions: [blockLine(previous)] };
    if (before.format === 2) {
      if (regrow) tree = await regrowHeader(owner, tree, { header, bytes });
      stated = { ...(regrow ? tree : { size: block.treeSize, root: block.root }), extensions: [] };
    }
    const checkpoint = sign ? signNote(signer, formatCheckpoint({ origin, ...stated })) : block.checkpoint;
    await writeBlock(owner, { block, header, bytes, root: stated.root, checkpoint });
  }
}

/** The leaves between the last header and this one, as they stand in the table. */
async function regrowRecords(owner: Pool, tree: ReturnType<typeof appendLeaves>, header: BlockHeader) {
  const { rows } = await owner.query<{ leaf: Uint8Array }>(
    "SELECT leaf_hash AS leaf FROM ledger_entry WHERE ledger = 'main' AND index >= $1 AND index < $2 ORDER BY index",
    [tree.size, header.treeSize],
  );
  return await grow(
    owner,
    tree,
    rows.map(({ leaf }) => new Uint8Array(leaf)),
  );
}

async function regrowHeader(
  owner: Pool,
  tree: ReturnType<typeof appendLeaves>,
  { header, bytes }: { header: BlockHeader; bytes: Uint8Array },
) {
  const leaf = leafHash(bytes);
  await rewrite(owner, "UPDATE ledger_entry SET entry = $1, leaf_hash = $2 WHERE ledger = 'main' AND index = $3", [
    bytes,
    leaf,
    header.treeSize,
  ]);
  return await grow(owner, tree, [leaf]);
}

async function grow(owner: Pool, tree: ReturnType<typeof appendLeaves>, leaves: Uint8Array[]) {
  const grown = appendLeaves(tree.edge, tree.size, leaves);
  for (const { level, index, hash } of grown.nodes satisfies TreeNode[]) {
    const sql = "UPDATE ledger_node SET hash = $1 WHERE ledger = 'main' AND level = $2 AND index = $3";
    await rewrite(owner, sql, [hash, level, index]);
  }
  return grown;
}

async function writeBlock(
  owner: Pool,
  input: { block: Block; header: BlockHeader; bytes: Uint8Array; root: Uint8Array; checkpoint: string },
): Promise<void> {
  const { block, header, bytes, root, checkpoint } = input;
  const { height, firstIndex, leafCount, time, previous } = header;
  await rewrite(
    owner,
    `UPDATE ledger_block SET height = $1, first_index = $2, leaf_count = $3, time = $4, previous = $5, header = $6,
       hash = $7, root = $8, checkpoint = $9 WHERE ledger = 'main' AND height = $10`,
    [height, firstIndex, leafCount, time, previous, bytes, blockHash(bytes), root, checkpoint, block.height],
  );
}
