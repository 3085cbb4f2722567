/** RFC 6962 section 2.1 word for word, on node:crypto: slow, recursive, and nothing of lib/core in it. */
import { hash } from "node:crypto";

export type Bytes = Uint8Array;

export function sha256(...parts: Bytes[]): Bytes {
  return new Uint8Array(hash("sha256", Buffer.concat(parts), "buffer"));
}

export function leafOf(entry: Bytes): Bytes {
  return sha256(Uint8Array.of(0), entry);
}

function nodeOf(left: Bytes, right: Bytes): Bytes {
  return sha256(Uint8Array.of(1), left, right);
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH, over leaf hashes. */
export function rootOf(leaves: Bytes[]): Bytes {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return nodeOf(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** PATH(m, D). */
export function pathOf(m: number, leaves: Bytes[]): Bytes[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** PROOF(m, D). */
export function proofOf(m: number, leaves: Bytes[]): Bytes[] {
  return subproof(m, leaves, true);
}

function subproof(m: number, leaves: Bytes[], known: boolean): Bytes[] {
  if (m === leaves.length) return known ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), known), rootOf(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

/** SUBTREE_PROOF(start, end, D) of draft-ietf-plants-merkle-tree-certs section 4.4. */
export function subtreeProofOf([start, end]: [number, number], leaves: Bytes[], known = true): Bytes[] {
  if (start === 0 && end === leaves.length) return known ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  if (end <= k) return [...subtreeProofOf([start, end], left, known), rootOf(right)];
  if (k <= start) return [...subtreeProofOf([start - k, end - k], right, known), rootOf(left)];
  return [...subtreeProofOf([0, end - k], right, false), rootOf(left)];
}

/** Leaf hashes of the entries "0", "1", "2" … */
export function numberedLeaves(count: number): Bytes[] {
  return Array.from({ length: count }, (_, index) => leafOf(Buffer.from(`${index}`)));
}
