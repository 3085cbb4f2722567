/** The library's trees are those of RFC 6962: our own verifier follows every path of them. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { it } from "node:test";
import { rootFromInclusion, treeRoot } from "#lib/core/log/merkle.ts";
import { buildTree, pathThrough, SUBTREE_LEAVES, subtreesOf } from "#lib/infra/merkle/build-tree.ts";

const HASH_BYTES = 32;

for (const size of [1, 2, 3, 5, 7, 8, 9, 33, 1_000]) {
  it(`of ${size} leaves`, () => {
    const leaves = Array.from({ length: size }, () => randomBytes(HASH_BYTES));
    // Two that are equal are told apart by their places.
    if (size > 2) leaves[2] = leaves[0] ?? randomBytes(HASH_BYTES);
    const { root, pathOf } = buildTree(leaves);
    assert.deepEqual(new Uint8Array(root), new Uint8Array(treeRoot(leaves)));
    for (const [index, leaf] of leaves.entries()) {
      const path = pathOf(index);
      const proof = Array.from({ length: path.length / HASH_BYTES }, (_, at) =>
        path.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
      );
      const found = rootFromInclusion({ leaf, index: BigInt(index), size: BigInt(size), proof });
      assert.deepEqual(found && new Uint8Array(found), new Uint8Array(root));
    }
  });
}

for (const size of [1, 255, 256, 257, 511, 700, 1_025]) {
  it(`of ${size} leaves, kept by its subtrees: the same root, and the same path of each`, async () => {
    const leaves = Array.from({ length: size }, () => randomBytes(HASH_BYTES));
    const { root, pathOf } = buildTree(leaves);
    const subtrees = await subtreesOf(leaves);
    assert.deepEqual(buildTree(subtrees).root, root);
    for (let index = 0; index < size; index += 7) {
      const first = index - (index % SUBTREE_LEAVES);
      const path = pathThrough(index, { leaves: leaves.slice(first, first + SUBTREE_LEAVES), subtrees });
      assert.deepEqual(path, pathOf(index), `leaf ${index}`);
    }
  });
}
