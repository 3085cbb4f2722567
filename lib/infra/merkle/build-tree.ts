/** The tree of a batch or a bundle (RFC 6962 section 2.1), built by merkletreejs with the settings that make it that one. */
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { MerkleTree } from "merkletreejs";

const NODE_PREFIX = Buffer.of(0x01);
const HASH_BYTES = 32;

/** Under which a tree is hashed; of the other one stands what outlives SHA-256. */
export type TreeAlgorithm = "sha256" | "sha3-256";

/** The library joins a node's children before it hashes them; leaves are hashed under their own prefix already. */
const hashNode = (algorithm: TreeAlgorithm) => (children: Buffer) =>
  createHash(algorithm).update(NODE_PREFIX).update(children).digest();

export interface BuiltTree {
  root: Buffer;
  /** The siblings on the way up from a leaf, the lowest first, one behind the other. */
  pathOf: (index: number) => Buffer;
}

/** Leaves under one hash of a tree that is kept by those: a power of two, so that each is a complete subtree, or the right edge. */
export const SUBTREE_LEAVES = 256;

/** The roots of so many leaves each, which are the leaves of the same tree's upper part. Gives others a turn between two of them. */
export async function subtreesOf(leafHashes: readonly Buffer[], algorithm?: TreeAlgorithm): Promise<Buffer[]> {
  const roots: Buffer[] = [];
  for (let from = 0; from < leafHashes.length; from += SUBTREE_LEAVES) {
    roots.push(buildTree(leafHashes.slice(from, from + SUBTREE_LEAVES), algorithm).root);
    await setImmediate();
  }
  return roots;
}

/** The path of a leaf, out of the hashes under its subtree and the roots of all. @param index of the leaf in the whole */
export function pathThrough(
  index: number,
  { leaves, subtrees }: { leaves: readonly Buffer[]; subtrees: readonly Buffer[] },
  algorithm?: TreeAlgorithm,
): Buffer {
  const below = buildTree(leaves, algorithm).pathOf(index % SUBTREE_LEAVES);
  return Buffer.concat([below, buildTree(subtrees, algorithm).pathOf(Math.floor(index / SUBTREE_LEAVES))]);
}

/** @param leafHashes H(0x00 ‖ leaf), in the order of the leaves; at least one */
export function buildTree(leafHashes: readonly Buffer[], algorithm: TreeAlgorithm = "sha256"): BuiltTree {
  if (leafHashes.length === 0) throw new RangeError("a tree has a leaf");
  const tree = new MerkleTree([...leafHashes], hashNode(algorithm), {
    ...{ hashLeaves: false, sortPairs: false, duplicateOdd: false },
  });
  return {
    root: tree.getRoot(),
    // Asked for by index: equal leaves are told apart by their place alone.
    pathOf: (index) => {
      const path = tree.getProof(leafHashes[index] as Buffer, index).map(({ data }) => data);
      return Buffer.concat(path, path.length * HASH_BYTES);
    },
  };
}
