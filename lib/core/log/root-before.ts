/**
 * What an inclusion path says besides: the left siblings on it are the complete subtrees that the leaves before consist of
 * (RFC 6962 section 2.1.1), so that the path of a leaf proves the root of the tree as it was when that leaf was appended.
 */
import { EMPTY_ROOT, nodeHash } from "./merkle.ts";

/**
 * The root of the tree of the first `index` leaves, from the path of leaf `index` in a tree of `size` leaves: as true as that path is.
 * Undefined when the path has not the length that belongs to index and size.
 */
export function rootBefore(input: {
  index: bigint;
  size: bigint;
  /** The leaf's sibling first, 32 bytes each. */
  proof: readonly Uint8Array[];
}): Uint8Array | undefined {
  const sides = sidesOf(input);
  if (sides?.length !== input.proof.length) return undefined;
  const left = input.proof.filter((_, at) => sides[at] === "left");
  const [smallest = EMPTY_ROOT, ...larger] = left;
  return larger.reduce((before, sibling) => nodeHash(sibling, before), smallest);
}

/** On which side the siblings stand, the leaf's first. */
function sidesOf({ index, size }: { index: bigint; size: bigint }): ("left" | "right")[] | undefined {
  if (index < 0n || index >= size) return undefined;
  const sides: ("left" | "right")[] = [];
  let [at, count] = [index, size];
  while (count > 1n) {
    const split = 1n << BigInt((count - 1n).toString(2).length - 1); // the largest power of two below count
    const isRight = at >= split;
    sides.push(isRight ? "left" : "right");
    if (isRight) at -= split;
    count = isRight ? count - split : split;
  }
  return sides.reverse();
}
