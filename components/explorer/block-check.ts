/** What a reader's browser can check about a block from the page alone. */

import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { equalBytes, fromHex, sha256, utf8 } from "#lib/core/text/bytes.ts";

export interface BlockClaims {
  /** The header's text, and the hex that it is said to hash to. */
  header: string;
  hash: string;
  /** The signed note. */
  checkpoint: string;
  verifierKey: string;
  /** Hex. */
  root: string;
  /** Decimal. */
  treeSize: string;
}

export type CheckpointClaims = Pick<BlockClaims, "checkpoint" | "verifierKey" | "root" | "treeSize">;

/** Whether the header hashes to the block hash. */
export function headerHolds({ header, hash }: BlockClaims): boolean {
  const claimed = fromHex(hash);
  return claimed !== undefined && equalBytes(sha256(utf8(header)), claimed);
}

/** Whether the ledger's key signed this checkpoint, and it states the root and tree size of the block. */
export function checkpointHolds({ checkpoint, verifierKey, root, treeSize }: CheckpointClaims): boolean {
  const key = parseVerifierKey(verifierKey);
  const claimedRoot = fromHex(root);
  if (!key || !claimedRoot) return false;
  const opened = openCheckpoint(checkpoint, key);
  if ("failed" in opened) return false;
  return opened.checkpoint.size === BigInt(treeSize) && equalBytes(opened.checkpoint.root, claimedRoot);
}
