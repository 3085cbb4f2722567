/** What a superuser can do to block headers, with the ledger's key or without it. */
import { type BlockHeader, blockHash, blockLine, encodeBlockHeader, parseBlockHeader } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import { rewrite } from "./ledger.ts";

/** Rewrites the headers of `main` one after the other, each with its columns, hash and successor; signed anew or not. */
export async function rewriteHeaders(
  owner: Pool,
  { change, sign }: { change: (header: BlockHeader) => Partial<BlockHeader>; sign: boolean },
): Promise<void> {
  const signer = await openLedgerSigner("main");
  const blocks = (await listBlocks({ ledger: "main", limit: 256 })).reverse();
  let previous: Uint8Array | undefined;
  for (const block of blocks) {
    const before = parseBlockHeader(block.header)!;
    const header = { ...before, previous: previous ?? before.previous, ...change(before) };
    const bytes = encodeBlockHeader(header);
    const { origin, treeSize: size, root } = header;
    previous = blockHash(bytes);
    const text = formatCheckpoint({ origin, size, root, extensions: [blockLine(previous)] });
    await rewrite(
      owner,
      `UPDATE ledger_block SET height = $1, first_index = $2, leaf_count = $3, time = $4, previous = $5, header = $6,
         hash = $7, checkpoint = $8 WHERE ledger = 'main' AND height = $9`,
      [
        ...[header.height, header.firstIndex, header.leafCount, header.time, header.previous, bytes, previous],
        ...[sign ? signNote(signer, text) : block.checkpoint, block.height],
      ],
    );
  }
}
