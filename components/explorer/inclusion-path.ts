/** The way from a leaf to the root, one hash at a time, as RFC 9162 section 2.1.3.2 walks it. */

import { nodeHash } from "#lib/core/log/merkle.ts";
import { DIGEST_BYTES, equalBytes, fromHex, toHex } from "#lib/core/text/bytes.ts";

/** A tree of 2^64 leaves has paths no longer than this. */
const PATH_HASHES_MAX = 64;

/** Entries covered by a node, both ends included, in decimal. */
export interface Span {
  from: string;
  to: string;
}

export interface PathStep {
  /** On which side of our node the sibling stands. */
  side: "left" | "right";
  /** Hex. */
  sibling: string;
  siblingSpan: Span;
  /** Hex of SHA-256(0x01 ‖ left ‖ right). */
  result: string;
  resultSpan: Span;
}

export interface InclusionPath {
  steps: PathStep[];
  /** The last result is the root that the checkpoint states. */
  reachesRoot: boolean;
}

export interface InclusionInput {
  /** Hex of the leaf hash. */
  leaf: string;
  /** Decimal. */
  index: string;
  /** Decimal: leaves of the tree. */
  size: string;
  /** Hex of the sibling hashes, from the leaf upwards. */
  proof: readonly string[];
  /** Hex. */
  root: string;
}

interface Place {
  /** Index of our node among those of its level, and of the last node of that level. */
  node: bigint;
  last: bigint;
  level: bigint;
}

function climb(place: Place): Place {
  return { node: place.node >> 1n, last: place.last >> 1n, level: place.level + 1n };
}

function span(node: bigint, level: bigint, size: bigint): Span {
  const from = node << level;
  const end = (node + 1n) << level;
  return { from: String(from), to: String((end < size ? end : size) - 1n) };
}

function hashFromHex(text: string): Uint8Array | undefined {
  const bytes = fromHex(text);
  return bytes?.length === DIGEST_BYTES ? bytes : undefined;
}

/** @returns undefined when the input is not a proof at all: bad hex, an index outside the tree, too few or many hashes. */
export function walkInclusion({ leaf, index, size, proof, root }: InclusionInput): InclusionPath | undefined {
  const total = BigInt(size);
  let place: Place = { node: BigInt(index), last: total - 1n, level: 0n };
  let hash = hashFromHex(leaf);
  const expected = hashFromHex(root);
  if (!hash || !expected || place.node > place.last || proof.length > PATH_HASHES_MAX) return undefined;
  const steps: PathStep[] = [];
  for (const text of proof) {
    const sibling = hashFromHex(text);
    if (!sibling || place.last === 0n) return undefined;
    // A last node without a right neighbour is carried up unchanged until it has a left one.
    while (place.node === place.last && place.node % 2n === 0n) place = climb(place);
    const left = place.node % 2n === 1n;
    hash = left ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    const siblingSpan = span(left ? place.node - 1n : place.node + 1n, place.level, total);
    place = climb(place);
    const resultSpan = span(place.node, place.level, total);
    steps.push({ side: left ? "left" : "right", sibling: text, siblingSpan, result: toHex(hash), resultSpan });
  }
  return place.last === 0n ? { steps, reachesRoot: equalBytes(hash, expected) } : undefined;
}
