import assert from "node:assert/strict";
import { test } from "node:test";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { rootBefore } from "#lib/core/log/root-before.ts";
import { inclusionProof } from "#lib/core/log/tiles.ts";
import { concat, utf8 } from "#lib/core/text/bytes.ts";

const SIZE_MAX = 70;
const leaves = Array.from({ length: SIZE_MAX }, (_, at) => leafHash(utf8(`entry ${at}`)));
const tile = () => concat(...leaves);

test("the path of a leaf says what the tree before it was, whatever was appended since", () => {
  for (let size = 1; size <= SIZE_MAX; size++) {
    for (let index = 0; index < size; index++) {
      const place = { index: BigInt(index), size: BigInt(size) };
      const proof = inclusionProof({ ...place, tile: () => concat(...leaves.slice(0, size)) });
      assert.deepEqual(rootBefore({ ...place, proof }), treeRoot(leaves.slice(0, index)), `${index} of ${size}`);
    }
  }
});

test("a path of another length, an index outside of the tree: no answer", () => {
  const proof = inclusionProof({ index: 9n, size: 70n, tile });
  assert.ok(rootBefore({ index: 9n, size: 70n, proof }));
  for (const [index, size] of [
    [70n, 70n],
    [-1n, 70n],
    [9n, 9n],
    [9n, 600n],
    [0n, 0n],
  ] as const) {
    assert.equal(rootBefore({ index, size, proof }), undefined, `${index} of ${size}`);
  }
  assert.equal(rootBefore({ index: 9n, size: 70n, proof: proof.slice(1) }), undefined);
  assert.equal(rootBefore({ index: 9n, size: 70n, proof: [...proof, proof[0]!] }), undefined);
  assert.equal(rootBefore({ index: 2n ** 63n, size: 2n ** 64n - 1n, proof }), undefined);
});
