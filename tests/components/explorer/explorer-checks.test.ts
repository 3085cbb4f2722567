/** What a reader's browser recomputes on the explorer's pages: it must agree with the core, and notice any change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { walkInclusion } from "#components/explorer/inclusion-path.ts";
import { leafHash, nodeHash, rootFromInclusion, treeRoot } from "#lib/core/log/merkle.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";

const LEAVES_MAX = 33;

function pathOf(leaves: Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length === 1) return [];
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half ? [...pathOf(left, index), treeRoot(right)] : [...pathOf(right, index - half), treeRoot(left)];
}

function inputOf(size: number, index: number) {
  const leaves = Array.from({ length: size }, (_, at) => leafHash(utf8(`entry ${at}`)));
  const proof = pathOf(leaves, index);
  const leaf = leaves[index]!;
  const root = treeRoot(leaves);
  assert.deepEqual(rootFromInclusion({ leaf, index: BigInt(index), size: BigInt(size), proof }), root);
  return {
    leaves,
    input: { leaf: toHex(leaf), index: `${index}`, size: `${size}`, proof: proof.map(toHex), root: toHex(root) },
  };
}

test("every path of every small tree is walked to its root, each result covering exactly what it says", () => {
  for (let size = 1; size <= LEAVES_MAX; size++)
    for (let index = 0; index < size; index++) {
      const { leaves, input } = inputOf(size, index);
      const path = walkInclusion(input);
      assert.ok(path?.reachesRoot, `${index} of ${size}`);
      for (const { result, resultSpan, sibling, siblingSpan } of path.steps)
        for (const [hash, { from, to }] of [
          [result, resultSpan],
          [sibling, siblingSpan],
        ] as const)
          assert.equal(toHex(treeRoot(leaves.slice(Number(from), Number(to) + 1))), hash, `${index} of ${size}`);
    }
});

test("a changed leaf, sibling, order, index or root never reaches the root", () => {
  const { input } = inputOf(13, 6);
  const other = toHex(nodeHash(leafHash(utf8("a")), leafHash(utf8("b"))));
  const changed = [
    { ...input, leaf: other },
    { ...input, root: other },
    { ...input, index: "7" },
    { ...input, proof: input.proof.toReversed() },
    ...input.proof.map((_, at) => ({ ...input, proof: input.proof.with(at, other) })),
  ];
  for (const each of changed) assert.ok(!walkInclusion(each)?.reachesRoot);
});

test("what is no path at all is refused", () => {
  const { input } = inputOf(13, 6);
  for (const each of [
    { ...input, proof: input.proof.slice(1) },
    { ...input, proof: [...input.proof, input.leaf] },
    { ...input, index: "13" },
    { ...input, size: "0" },
    { ...input, leaf: "zz" },
    { ...input, proof: input.proof.with(0, "00") },
  ])
    assert.equal(walkInclusion(each), undefined);
});
