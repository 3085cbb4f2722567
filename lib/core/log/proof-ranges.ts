/** Of which ranges of leaves a proof states the roots, in the order in which it states them. */
import { isSubtree } from "./merkle.ts";

/** The leaves [start, end). */
export type Range = { start: bigint; end: bigint };

/** The siblings on the way from leaf `index` to the root. */
export function inclusionRanges(index: bigint, size: bigint): Range[] {
  if (index < 0n || index >= size) throw new RangeError("the index lies outside of the tree");
  const ranges: Range[] = [];
  let start = 0n;
  let end = size;
  while (end - start > 1n) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** SUBTREE_PROOF of draft-ietf-plants-merkle-tree-certs section 4.4, from the root downwards and then turned round. */
export function subtreeRanges({ start: first, end: last }: Range, size: bigint): Range[] {
  if (!isSubtree(first, last) || last > size) throw new RangeError("not a subtree of the tree");
  const ranges: Range[] = [];
  let start = 0n;
  let end = size;
  // Of the subtree what lies in [start, end): its hash is known to the verifier as long as it is the whole subtree.
  let from = first;
  while (start !== from || end !== last) {
    const middle = start + splitOf(end - start);
    if (last <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      if (from < middle) from = middle;
    }
  }
  if (from !== first) ranges.push({ start, end });
  return ranges.reverse();
}

/** Largest power of two strictly below n. */
function splitOf(n: bigint): bigint {
  return 1n << BigInt((n - 1n).toString(2).length - 1);
}
