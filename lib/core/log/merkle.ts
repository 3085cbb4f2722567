/**
 * The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256: domain-separated hashes, no duplicated nodes, and
 * the verifiers. Sizes and indexes are unsigned 64-bit integers, hence bigint.
 */
import { concat, DIGEST_BYTES, equalBytes, sha256 } from "../text/bytes.ts";

/** Sizes beyond this do not exist in the formats that we speak (C2SP tlog-checkpoint: a 64-bit decimal). */
export const TREE_SIZE_MAX = 2n ** 64n - 1n;
/** No path of a tree of at most TREE_SIZE_MAX leaves is longer; a consistency proof has at most one node more. */
const PATH_LENGTH_MAX = 65;

const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = 0x01;

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concat(LEAF_PREFIX, entry));
}

/** SHA-256(0x01 ‖ left ‖ right). Throws RangeError unless both are 32 bytes: another length would break domain separation. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== DIGEST_BYTES || right.length !== DIGEST_BYTES)
    throw new RangeError("a node has two 32-byte children");
  const node = new Uint8Array(1 + 2 * DIGEST_BYTES);
  node[0] = NODE_PREFIX;
  node.set(left, 1);
  node.set(right, 1 + DIGEST_BYTES);
  return sha256(node);
}

/** The hash of two nodes: `nodeHash`, or its like under another digest (lib/core/renewal). */
export type JoinNodes = (left: Uint8Array, right: Uint8Array) => Uint8Array;

/** What a tree is hashed with. */
export type TreeHashes = { leaf: (bytes: Uint8Array) => Uint8Array; join: JoinNodes };
export const SHA256_TREE: TreeHashes = { leaf: leafHash, join: nodeHash };

/** Root over leaf *hashes* (or over equal complete subtrees), as RFC 6962 defines MTH. EMPTY_ROOT when there are none. */
export function treeRoot(leafHashes: readonly Uint8Array[], join: JoinNodes = nodeHash): Uint8Array {
  if (leafHashes.length === 0) return EMPTY_ROOT;
  let level: readonly Uint8Array[] = leafHashes;
  // Pairing up each level and lifting an odd last node unchanged gives the same tree as splitting at the largest power of two.
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < level.length; at += 2)
      above.push(join(level[at] as Uint8Array, level[at + 1] as Uint8Array));
    if (level.length % 2 === 1) above.push(level[level.length - 1] as Uint8Array);
    level = above;
  }
  return level[0] as Uint8Array;
}

/**
 * The root that an inclusion path leads to (RFC 9162 section 2.1.3.2), or undefined when the path cannot belong to this index and
 * size: wrong length, index not below size, hashes not 32 bytes long.
 */
export function rootFromInclusion(input: {
  leaf: Uint8Array;
  index: bigint;
  size: bigint;
  proof: readonly Uint8Array[];
  join?: JoinNodes;
}): Uint8Array | undefined {
  const { leaf, index, size, proof, join = nodeHash } = input;
  if (index < 0n || index >= size || size > TREE_SIZE_MAX) return undefined;
  if (proof.length > PATH_LENGTH_MAX || !areDigests([leaf, ...proof])) return undefined;
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      hash = join(sibling, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = join(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : undefined;
}

/** Whether the leaf hash stands at `index` in the tree of `size` leaves with this root. */
export function verifyInclusion(input: {
  leaf: Uint8Array;
  index: bigint;
  size: bigint;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const root = rootFromInclusion(input);
  return root !== undefined && equalBytes(root, input.root);
}

/**
 * Whether [start, end) is a subtree: a tree that every larger one holds as it is, or its right edge (draft-ietf-plants-merkle-tree-certs
 * section 4.1). `start` is a multiple of the smallest power of two that is not below the number of leaves, of which there is one at least.
 */
export function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || start >= end || end > TREE_SIZE_MAX) return false;
  const span = end - start === 1n ? 1n : 1n << BigInt((end - start - 1n).toString(2).length);
  return start % span === 0n;
}

/**
 * Whether the leaves [start, end) of the tree of `size` leaves have this root of their own (draft-ietf-plants-merkle-tree-certs section
 * 4.4.3). From 0 it is RFC 9162's proof of consistency, of one leaf its proof of inclusion. False for what is no subtree.
 */
export function verifySubtree(input: {
  start: bigint;
  end: bigint;
  size: bigint;
  hash: Uint8Array;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { start, end, size, hash, root, proof } = input;
  if (!isSubtree(start, end) || end > size || size > TREE_SIZE_MAX) return false;
  // Without a proof nothing is hashed: the two are compared as they are.
  if (proof.length > PATH_LENGTH_MAX || (proof.length > 0 && !areDigests([hash, ...proof]))) return false;
  const roots = rootsFromSubtree(input);
  return roots !== undefined && equalBytes(roots.subtree, hash) && equalBytes(roots.tree, root);
}

/**
 * Whether the tree of `size2` leaves begins with the tree of `size1` leaves (RFC 9162 section 2.1.4.2). Equal sizes need equal roots
 * and an empty proof. `size1` = 0 is always false: every tree begins with the empty one, so nothing can be proved about it.
 */
export function verifyConsistency(input: {
  size1: bigint;
  size2: bigint;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { size1, size2, root1, root2, proof } = input;
  return verifySubtree({ start: 0n, end: size1, size: size2, hash: root1, root: root2, proof });
}

/**
 * The root of the tree of `size2` leaves that a consistency path leads to from the root of its first `size1`; undefined when the path does
 * not belong to these sizes, or does not lead back to `root1`. Never for equal sizes: no path leads from a tree to itself.
 */
export function rootFromConsistency(input: {
  size1: bigint;
  size2: bigint;
  root1: Uint8Array;
  proof: readonly Uint8Array[];
}): Uint8Array | undefined {
  const { size1, size2, root1: hash, proof } = input;
  if (size1 < 1n || size1 >= size2 || size2 > TREE_SIZE_MAX) return undefined;
  if (proof.length > PATH_LENGTH_MAX || !areDigests([hash, ...proof])) return undefined;
  const roots = rootsFromSubtree({ start: 0n, end: size1, size: size2, hash, proof });
  return roots !== undefined && equalBytes(roots.subtree, hash) ? roots.tree : undefined;
}

/** The roots of subtree and tree that a proof leads to; undefined when it is too short or too long for them. */
function rootsFromSubtree(input: {
  start: bigint;
  end: bigint;
  size: bigint;
  hash: Uint8Array;
  proof: readonly Uint8Array[];
}): { subtree: Uint8Array; tree: Uint8Array } | undefined {
  let first = input.start;
  let node = input.end - 1n;
  let last = input.size - 1n;
  const rise = () => {
    first >>= 1n;
    node >>= 1n;
    last >>= 1n;
  };
  // As far up as the node at the subtree's right end is a complete one, or the tree's own right edge.
  while (first !== node && (node === last || (node & 1n) === 1n)) rise();
  // A subtree that is this very node begins the path itself.
  const [begin, ...rest] = first === node ? [input.hash, ...input.proof] : input.proof;
  if (begin === undefined) return undefined;
  let subtree = begin;
  let tree = begin;
  for (const sibling of rest) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      if (first < node) subtree = nodeHash(sibling, subtree);
      tree = nodeHash(sibling, tree);
      while ((node & 1n) === 0n && node !== 0n) rise();
    } else {
      tree = nodeHash(tree, sibling);
    }
    rise();
  }
  return last === 0n ? { subtree, tree } : undefined;
}

function areDigests(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === DIGEST_BYTES);
}
