/**
 * The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256: domain-separated hashes, no duplicated nodes, and
 * the two verifiers. Sizes and indexes are unsigned 64-bit integers, hence bigint.
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

/** Root over leaf *hashes* (or over equal complete subtrees), as RFC 6962 defines MTH. EMPTY_ROOT when there are none. */
export function treeRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  if (leafHashes.length === 0) return EMPTY_ROOT;
  let level: readonly Uint8Array[] = leafHashes;
  // Pairing up each level and lifting an odd last node unchanged gives the same tree as splitting at the largest power of two.
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < level.length; at += 2)
      above.push(nodeHash(level[at] as Uint8Array, level[at + 1] as Uint8Array));
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
}): Uint8Array | undefined {
  const { leaf, index, size, proof } = input;
  if (index < 0n || index >= size || size > TREE_SIZE_MAX) return undefined;
  if (proof.length > PATH_LENGTH_MAX || !areDigests([leaf, ...proof])) return undefined;
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(sibling, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
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
  if (size1 < 1n || size1 > size2 || size2 > TREE_SIZE_MAX) return false;
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2);
  if (proof.length > PATH_LENGTH_MAX || !areDigests([root1, root2, ...proof])) return false;
  const roots = rootsFromConsistency({ size1, size2, root1, proof });
  return roots !== undefined && equalBytes(roots.old, root1) && equalBytes(roots.new, root2);
}

function rootsFromConsistency(input: {
  size1: bigint;
  size2: bigint;
  root1: Uint8Array;
  proof: readonly Uint8Array[];
}): { old: Uint8Array; new: Uint8Array } | undefined {
  const { size1, size2, root1 } = input;
  // A complete old tree is itself the first node of the path.
  const path = (size1 & (size1 - 1n)) === 0n ? [root1, ...input.proof] : input.proof;
  const [first, ...rest] = path;
  if (first === undefined || rest.length === 0) return undefined;
  let node = size1 - 1n;
  let last = size2 - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? { old: oldHash, new: newHash } : undefined;
}

function areDigests(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === DIGEST_BYTES);
}
