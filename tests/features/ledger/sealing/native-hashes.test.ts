import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { it } from "node:test";
import { leafHash, nodeHash, treeRoot } from "#lib/core/log/merkle.ts";
import { appendLeaves } from "#lib/core/log/tiles.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { nativeLeafHash, nativeNodeHash } from "#lib/features/ledger/sealing/rows/native-hashes.ts";

it("the runtime's hashes of leaves and nodes are those of the portable code, for leaves of any length", () => {
  for (const length of [0, 1, 54, 55, 63, 64, 74, 1_024, 65_536]) {
    const entry = randomBytes(length);
    assert.equal(toHex(nativeLeafHash(entry)), toHex(leafHash(entry)));
  }
  const [left, right] = [nativeLeafHash(randomBytes(9)), nativeLeafHash(randomBytes(9))];
  const first = nativeNodeHash(left, right);
  assert.equal(toHex(first), toHex(nodeHash(left, right)));
  assert.equal(toHex(nativeNodeHash(right, left)), toHex(nodeHash(right, left)));
  assert.equal(toHex(first), toHex(nodeHash(left, right)), "a later hash does not change an earlier one");
});

it("a node has two children of 32 bytes, as in the portable code", () => {
  const hash = new Uint8Array(32);
  for (const wrong of [hash.subarray(1), new Uint8Array(33), new Uint8Array(0)]) {
    assert.throws(() => nativeNodeHash(wrong, hash), RangeError);
    assert.throws(() => nativeNodeHash(hash, wrong), RangeError);
  }
});

it("leaves appended with the runtime's hashes make the same tree: root, edge and complete subtrees", () => {
  const leaves = Array.from({ length: 700 }, () => nativeLeafHash(randomBytes(20)));
  const before = appendLeaves([], 0n, leaves.slice(0, 300));
  const [native, portable] = [nativeNodeHash, nodeHash].map((join) =>
    appendLeaves(before.edge, before.size, leaves.slice(300), join),
  );
  assert.equal(toHex(native!.root), toHex(treeRoot(leaves)));
  assert.deepEqual(
    native!.nodes.map(({ level, index, hash }) => [level, index, toHex(hash)]),
    portable!.nodes.map(({ level, index, hash }) => [level, index, toHex(hash)]),
  );
  assert.deepEqual(
    native!.edge.map((level) => level.map(toHex)),
    portable!.edge.map((level) => level.map(toHex)),
  );
});
