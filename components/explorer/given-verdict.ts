/** What a kept checkpoint proves about this ledger, as the reader's own browser finds it. */
import { fromHex, toHex } from "#lib/core/bytes.ts";
import { EMPTY_ROOT, verifyConsistency } from "#lib/core/merkle.ts";

export interface JudgedCheckpoint {
  signature: "ok" | "absent" | "bad";
  /** Decimal sizes, hex hashes. */
  size: string;
  root: string;
  ledgerRoot: string | undefined;
  now: { size: string; root: string };
  proof: readonly string[];
}

/**
 * contained: the ledger has grown from it, and from nothing else. larger: the ledger is smaller than what was stated.
 * different: at that size the ledger has another root. unproven: the ledger says so, and its proof does not hold.
 */
export type GivenVerdict = "contained" | "larger" | "different" | "unproven";

export function judgeGiven({ size, root, ledgerRoot, now, proof }: JudgedCheckpoint): GivenVerdict {
  if (ledgerRoot === undefined) return "larger";
  if (ledgerRoot !== root) return "different";
  if (BigInt(size) === 0n) return root === toHex(EMPTY_ROOT) ? "contained" : "different";
  const [root1, root2] = [fromHex(root), fromHex(now.root)];
  const hashes = proof.map((hash) => fromHex(hash) ?? new Uint8Array());
  if (!root1 || !root2) return "unproven";
  const holds = verifyConsistency({ size1: BigInt(size), size2: BigInt(now.size), root1, root2, proof: hashes });
  return holds ? "contained" : "unproven";
}
