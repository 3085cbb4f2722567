import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MerkleTree } from "merkletreejs";
import {
  EMPTY_ROOT,
  isSubtree,
  leafHash,
  nodeHash,
  rootFromInclusion,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  verifySubtree,
} from "#lib/core/log/merkle.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { leafOf, numberedLeaves, pathOf, proofOf, rootOf, sha256, subtreeProofOf } from "./reference-tree.ts";

const SIZE_MAX = 40;
const leaves = numberedLeaves(SIZE_MAX);
const roots = Array.from({ length: SIZE_MAX + 1 }, (_, size) => rootOf(leaves.slice(0, size)));

function flip(hash: Uint8Array, bit: number): Uint8Array {
  const flipped = hash.slice();
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
}

test("hashes are those of RFC 6962: empty tree, leaf with 0x00, node with 0x01", () => {
  assert.equal(toHex(EMPTY_ROOT), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(toHex(leafHash(new Uint8Array(0))), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  assert.deepEqual(leafHash(utf8("entry")), leafOf(utf8("entry")));
  const [left, right] = [leafOf(utf8("a")), leafOf(utf8("b"))];
  assert.deepEqual(nodeHash(left, right), sha256(Uint8Array.of(1), left, right));
  assert.throws(() => nodeHash(left, right.slice(1)), RangeError);
});

test("an entry that looks like a node does not hash like one", () => {
  const [left, right] = [leafOf(utf8("a")), leafOf(utf8("b"))];
  assert.notDeepEqual(leafHash(Buffer.concat([left, right])), nodeHash(left, right));
  assert.notDeepEqual(treeRoot([left, right, right]), treeRoot([left, right]));
});

test("the root of every size up to 600 is that of the RFC's recursion and of merkletreejs", () => {
  const many = numberedLeaves(600);
  const inner = (data: Buffer) => Buffer.from(sha256(Uint8Array.of(1), data));
  for (let size = 0; size <= 600; size++) {
    const some = many.slice(0, size);
    const root = treeRoot(some);
    assert.deepEqual(root, rootOf(some));
    if (size === 0 || size % 37 !== 0) continue;
    const peer = new MerkleTree(some.map(Buffer.from), inner, { hashLeaves: false });
    assert.equal(toHex(root), peer.getRoot().toString("hex"), `${size}`);
  }
});

test("the path of every leaf of every small tree verifies at its own place only", () => {
  for (let size = 1; size <= SIZE_MAX; size++) {
    const some = leaves.slice(0, size);
    for (let index = 0; index < size; index++) {
      const proof = pathOf(index, some);
      const input = { leaf: some[index]!, index: BigInt(index), size: BigInt(size), proof, root: roots[size]! };
      assert.equal(verifyInclusion(input), true, `${index} of ${size}`);
      for (const other of [index - 1, index + 1, size]) {
        assert.equal(verifyInclusion({ ...input, index: BigInt(other) }), false, `${other} for ${index} of ${size}`);
      }
      assert.equal(verifyInclusion({ ...input, root: roots[size - 1]! }), false);
      assert.equal(verifyInclusion({ ...input, proof: [...proof, roots[1]!] }), false);
      assert.equal(verifyInclusion({ ...input, proof: proof.slice(0, -1) }), size === 1);
    }
  }
});

test("every pair of small trees is consistent by the RFC's proof and by no other", () => {
  for (let size2 = 1; size2 <= SIZE_MAX; size2++) {
    for (let size1 = 1; size1 <= size2; size1++) {
      const proof = proofOf(size1, leaves.slice(0, size2));
      const input = { size1: BigInt(size1), size2: BigInt(size2), root1: roots[size1]!, root2: roots[size2]!, proof };
      assert.equal(verifyConsistency(input), true, `${size1} to ${size2}`);
      assert.equal(verifyConsistency({ ...input, root1: roots[size1 - 1]! }), false);
      assert.equal(verifyConsistency({ ...input, root2: flip(roots[size2]!, size1) }), false);
      assert.equal(verifyConsistency({ ...input, proof: [...proof, roots[1]!] }), false);
      if (size1 < size2) assert.equal(verifyConsistency({ ...input, proof: proof.slice(0, -1) }), false);
      if (size1 < size2) assert.equal(verifyConsistency({ ...input, size1: input.size2, size2: input.size1 }), false);
    }
  }
});

test("a flipped bit in leaf, path or root is noticed", () => {
  const position = fc.record({
    size: fc.integer({ min: 1, max: SIZE_MAX }),
    at: fc.nat(),
    part: fc.nat(),
    bit: fc.nat(255),
  });
  fc.assert(
    fc.property(position, ({ size, at, part, bit }) => {
      const some = leaves.slice(0, size);
      const index = at % size;
      const hashes = [some[index]!, roots[size]!, ...pathOf(index, some)];
      hashes[part % hashes.length] = flip(hashes[part % hashes.length]!, bit);
      const [leaf, root, ...proof] = hashes as [Uint8Array, Uint8Array, ...Uint8Array[]];
      assert.equal(verifyInclusion({ leaf, root, proof, index: BigInt(index), size: BigInt(size) }), false);
    }),
    { numRuns: 2_000 },
  );
});

test("nothing is proved about the empty tree, about negative numbers or beyond 64 bits", () => {
  const [leaf, root] = [leaves[0]!, leaves[0]!];
  assert.equal(verifyInclusion({ leaf, root: EMPTY_ROOT, index: 0n, size: 0n, proof: [] }), false);
  assert.equal(verifyInclusion({ leaf, root, index: -1n, size: 1n, proof: [] }), false);
  assert.equal(verifyConsistency({ size1: 0n, size2: 0n, root1: EMPTY_ROOT, root2: EMPTY_ROOT, proof: [] }), false);
  assert.equal(verifyConsistency({ size1: 0n, size2: 1n, root1: EMPTY_ROOT, root2: root, proof: [] }), false);
  const path = Array.from({ length: 64 }, () => leaf);
  assert.notEqual(rootFromInclusion({ leaf, index: 2n ** 63n, size: 2n ** 64n - 1n, proof: path }), undefined);
  assert.equal(rootFromInclusion({ leaf, index: 0n, size: 2n ** 64n, proof: path }), undefined);
  assert.equal(
    rootFromInclusion({ leaf, index: 0n, size: 2n ** 64n - 1n, proof: Array(100_000).fill(leaf) }),
    undefined,
  );
  assert.equal(rootFromInclusion({ leaf: leaf.slice(1), index: 0n, size: 1n, proof: [] }), undefined);
  assert.equal(rootFromInclusion({ leaf, index: 0n, size: 2n, proof: [leaf.slice(1)] }), undefined);
});

/** [start, end) of which start is a multiple of a power of two that is not below the length. */
function subtreesOf(size: number): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < size; start++)
    for (let end = start + 1; end <= size; end++) {
      let span = 1;
      while (span < end - start) span *= 2;
      if (start % span === 0) found.push([start, end]);
    }
  return found;
}

test("which ranges are subtrees, beyond 2^53 too, and that nothing else is", () => {
  const known = new Set(subtreesOf(SIZE_MAX).map(([start, end]) => `${start}-${end}`));
  for (let start = 0; start < SIZE_MAX; start++)
    for (let end = 0; end <= SIZE_MAX; end++)
      assert.equal(isSubtree(BigInt(start), BigInt(end)), known.has(`${start}-${end}`), `${start}-${end}`);
  assert.equal(isSubtree(0n, 2n ** 64n - 1n), true);
  assert.equal(isSubtree(0n, 2n ** 64n), false);
  assert.equal(isSubtree(2n ** 63n, 2n ** 64n - 1n), true);
  assert.equal(isSubtree(2n ** 63n + 1n, 2n ** 63n + 3n), false);
  assert.equal(isSubtree(-2n, 0n), false);
});

test("every subtree of every small tree is proven by its own proof, and by no damaged one", () => {
  for (let size = 1; size <= SIZE_MAX; size++) {
    const some = leaves.slice(0, size);
    for (const [start, end] of subtreesOf(size)) {
      const hash = rootOf(some.slice(start, end));
      const proof = subtreeProofOf([start, end], some);
      const root = roots[size]!;
      const input = { start: BigInt(start), end: BigInt(end), size: BigInt(size), hash, root, proof };
      const what = `[${start}, ${end}) of ${size}`;
      assert.equal(verifySubtree(input), true, what);
      assert.equal(verifySubtree({ ...input, hash: flip(hash, end) }), false, what);
      assert.equal(verifySubtree({ ...input, root: flip(root, start) }), false, what);
      assert.equal(verifySubtree({ ...input, proof: [...proof, hash] }), false, what);
      assert.equal(verifySubtree({ ...input, proof: [hash, ...proof] }), false, what);
      if (proof.length > 0) assert.equal(verifySubtree({ ...input, proof: proof.slice(0, -1) }), false, what);
      if (proof.length > 0) assert.equal(verifySubtree({ ...input, proof: proof.slice(1) }), false, what);
      for (const [at, step] of proof.entries()) {
        assert.equal(verifySubtree({ ...input, proof: proof.with(at, flip(step, at)) }), false, what);
        assert.equal(verifySubtree({ ...input, proof: proof.with(at, step.slice(1)) }), false, what);
      }
      assert.equal(verifySubtree({ ...input, size: BigInt(end) - 1n }), false, what);
    }
  }
});
