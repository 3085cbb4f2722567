/** What a kept checkpoint proves about this ledger, as the reader's own browser finds it. */

import { EMPTY_ROOT, verifyConsistency } from "#lib/core/log/merkle.ts";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";

export interface JudgedCheckpoint {
  signature: "ok" | "absent" | "bad";
  /** Decimal sizes, hex hashes. */
  size: string;
  root: string;
  ledgerRoot: string | undefined;
  now: { size: string; root: string };
  proof: readonly string[];
  /** What the checkpoint's block line names; undefined when it has none. */
  blockNamed: string | undefined;
  /** Hash of the ledger's block that ends at that size. */
  ledgerBlock: string | undefined;
}

/**
 * contained: the ledger has grown from it, and from nothing else. larger: the ledger is smaller than what was stated.
 * different: at that size the ledger has another root. otherBlock: the same entries, in another block than the checkpoint
 * names. unproven: the ledger says so, and its proof does not hold.
 */
export type GivenVerdict = "contained" | "larger" | "different" | "otherBlock" | "unproven";

export function judgeGiven(given: JudgedCheckpoint): GivenVerdict {
  const { size, root, ledgerRoot, now, proof, blockNamed, ledgerBlock } = given;
  if (ledgerRoot === undefined) return "larger";
  if (ledgerRoot !== root) return "different";
  // A checkpoint binds its block's height, time and predecessor through this line, and not through its root.
  if (blockNamed !== undefined && blockNamed !== ledgerBlock) return "otherBlock";
  if (BigInt(size) === 0n) return root === toHex(EMPTY_ROOT) ? "contained" : "different";
  const [root1, root2] = [fromHex(root), fromHex(now.root)];
  const hashes = proof.map((hash) => fromHex(hash) ?? new Uint8Array());
  if (!root1 || !root2) return "unproven";
  const holds = verifyConsistency({ size1: BigInt(size), size2: BigInt(now.size), root1, root2, proof: hashes });
  return holds ? "contained" : "unproven";
}
