/** What a reader's browser can check about a block from the page alone. */

import { parseBlockHeader } from "#lib/core/log/block.ts";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { noteClaim, parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import { rootBefore } from "#lib/core/log/root-before.ts";
import { equalBytes, fromHex, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { verifyAhead } from "#lib/verify/signatures.ts";

export interface BlockClaims {
  /** The header's text, and the hex that it is said to hash to. */
  header: string;
  hash: string;
  /** Hex: from the header's leaf, the last of the block, to its root; undefined where the header is no leaf. */
  headerPath: readonly string[] | undefined;
  /** The signed note. */
  checkpoint: string;
  verifierKey: string;
  /** Hex. */
  root: string;
  /** Decimal. */
  treeSize: string;
}

export type CheckpointClaims = Pick<BlockClaims, "checkpoint" | "verifierKey" | "root" | "treeSize">;

/** Whether the header hashes to the block hash, and, where it is a leaf, stands in the tree and states that tree without it. */
export function headerHolds(claims: BlockClaims): boolean {
  const { header, hash, headerPath } = claims;
  const claimed = fromHex(hash);
  if (claimed === undefined || !equalBytes(sha256(utf8(header)), claimed)) return false;
  return headerPath === undefined || isLastLeaf(utf8(header), { ...claims, headerPath });
}

function isLastLeaf(
  header: Uint8Array,
  { headerPath, root, treeSize }: BlockClaims & { headerPath: readonly string[] },
) {
  const [size, stated, claimed] = [BigInt(treeSize), parseBlockHeader(header), fromHex(root)];
  const place = { index: size - 1n, size, proof: headerPath.map((hex) => fromHex(hex) ?? new Uint8Array()) };
  const before = rootBefore(place);
  if (!stated || !claimed || !before || stated.treeSize !== place.index) return false;
  return verifyInclusion({ ...place, leaf: leafHash(header), root: claimed }) && equalBytes(before, stated.root);
}

/** Whether the ledger's key signed this checkpoint, and it states the root and tree size of the block. */
export async function checkpointHolds({ checkpoint, verifierKey, root, treeSize }: CheckpointClaims): Promise<boolean> {
  const [note, key, claimedRoot] = [parseNote(checkpoint), parseVerifierKey(verifierKey), fromHex(root)];
  if (!note || !key || !claimedRoot) return false;
  // The portable code would hold the page up for longer than all its other scripts.
  await verifyAhead([noteClaim(note, key) ?? []].flat());
  const opened = openCheckpoint(note, key);
  if ("failed" in opened) return false;
  return opened.checkpoint.size === BigInt(treeSize) && equalBytes(opened.checkpoint.root, claimedRoot);
}
