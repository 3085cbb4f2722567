/** Proves from a mirror alone that an entry is in the ledger, under the newest checkpoint that the mirror has. */

import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { TILE_WIDTH } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import { DIGEST_BYTES, equalBytes } from "#lib/core/text/bytes.ts";
import { readFollowed } from "../ledger-reader/follow-keys.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import { openSigned, type SignedCheckpoint, type TrustedLedger } from "../ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "../ledger-reader/verified-tree.ts";

const WIDTH = BigInt(TILE_WIDTH);

export interface ProveInput {
  source: LedgerSource;
  ledger: TrustedLedger;
  entry: Uint8Array;
  /** Where it stands, when that is known; otherwise it is looked for. */
  index?: bigint | undefined;
  /** A checkpoint that was signed earlier, which the mirror's tree has to begin with. */
  earlier?: SignedCheckpoint | undefined;
}

export type Proven =
  | { outcome: "proven"; index: bigint; checkpoint: SignedCheckpoint; extendsEarlier: boolean; tlogProof: string }
  /** The mirror is not as far as the entry, or the earlier checkpoint. */
  | { outcome: "behind"; checkpoint: SignedCheckpoint }
  | { outcome: "not_found"; checkpoint: SignedCheckpoint }
  /** Another entry stands there, or the tree does not begin with the earlier one: two histories. */
  | { outcome: "other_entry" | "fork"; checkpoint: SignedCheckpoint }
  /** One algorithm alone signed the earlier checkpoint, where the ledger has keys of two. */
  | { outcome: "downgraded"; checkpoint: SignedCheckpoint };

/** @throws {LedgerReadError} when the mirror lacks something, or holds what the ledger did not sign */
export async function proveFromMirror(input: ProveInput): Promise<Proven> {
  const { source, ledger, entry, earlier } = input;
  const { checkpoint, ledger: followed } = await readFollowed(source, ledger);
  if (earlier && "failed" in openSigned(earlier.note, followed)) return { outcome: "downgraded", checkpoint };
  const tree = new VerifiedTree({ checkpoint, sources: [source] });
  const isBehind = (input.index ?? -1n) >= tree.size || (earlier?.size ?? 0n) > tree.size;
  if (isBehind) return { outcome: "behind", checkpoint };
  if (earlier && !(await tree.extends(earlier))) return { outcome: "fork", checkpoint };
  const leaf = leafHash(entry);
  const index = input.index ?? (await findLeaf(tree, leaf));
  if (index === undefined) return { outcome: "not_found", checkpoint };
  if (!equalBytes(await tree.leaf(index), leaf)) return { outcome: "other_entry", checkpoint };
  const hashes = await tree.inclusionPath(index);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ leaf, index, size, proof: hashes, root }))
    throw new Error("a verified tree proves its leaves");
  const tlogProof = formatTlogProof({ index, hashes, checkpoint: checkpoint.note });
  return { outcome: "proven", index, checkpoint, extendsEarlier: earlier !== undefined, tlogProof };
}

/** Reads every tile of leaves until it is found: salted commitments have no order to search by. */
async function findLeaf(tree: VerifiedTree, leaf: Uint8Array): Promise<bigint | undefined> {
  for (let index = 0n; index * WIDTH < tree.size; index++) {
    const tile = Buffer.from(await tree.tile(0, index));
    for (let at = tile.indexOf(leaf); at >= 0; at = tile.indexOf(leaf, at + 1)) {
      if (at % DIGEST_BYTES === 0) return index * WIDTH + BigInt(at / DIGEST_BYTES);
    }
  }
  return undefined;
}
