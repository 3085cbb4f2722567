/** long-life: which ranges are subtrees, and their consistency proofs. */
import assert from "node:assert/strict";
import { isSubtree, verifySubtree } from "#lib/core/log/merkle.ts";
import { fromHex } from "#lib/core/text/bytes.ts";
import { longLifeVectors, vectorTest } from "./vectors.ts";

type Range = { start: number | string; end: number | string };
type Proof = Range & { size: number | string; subtreeHash: string; root: string; proof: string[] };

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array();

vectorTest("long-life: ranges are subtrees or not, beyond 2^53 too", () => {
  for (const { id, verdict, start, end } of longLifeVectors<Range>("subtree-valid"))
    assert.equal(isSubtree(BigInt(start), BigInt(end)), verdict === "accept", id);
});

vectorTest("long-life: a subtree consistency proof holds for its own subtree, root and size alone", () => {
  for (const { id, reason, verdict, start, end, size, subtreeHash, root, proof } of longLifeVectors<Proof>(
    "subtree-consistency",
  )) {
    const holds = verifySubtree({
      start: BigInt(start),
      end: BigInt(end),
      size: BigInt(size),
      hash: bytes(subtreeHash),
      root: bytes(root),
      proof: proof.map(bytes),
    });
    assert.equal(holds, verdict === "accept", `${id}: ${reason}`);
  }
});
