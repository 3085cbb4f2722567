/**
 * Where a block stands in the tree, as something to draw: RFC 6962 section 2.1 splits a tree at the largest power of two,
 * and whatever lies on one side of the block is folded into one piece.
 */

/** Entries, both ends included. */
export interface Piece {
  first: bigint;
  last: bigint;
  /** Appended by the block, or there before it. */
  own: boolean;
  /** More than one entry, drawn as one. */
  folded: boolean;
}

export interface PlaceNode {
  /** A leaf of the drawing has a piece, the others have two children. */
  piece?: Piece;
  children?: [PlaceNode, PlaceNode];
  /** Everything below was appended by the block. */
  own: boolean;
}

/** Entries of the block up to which every one is drawn by itself. */
const UNFOLDED_MAX = 8n;

/** @param block entries of the block; `size` is that of the tree once they are in it, so that they are its last ones */
export function placeOfBlock({ first, size }: { first: bigint; size: bigint }): PlaceNode {
  return build({ from: 0n, end: size, first, unfold: size - first <= UNFOLDED_MAX });
}

interface Span {
  from: bigint;
  /** Not included. */
  end: bigint;
  first: bigint;
  unfold: boolean;
}

function build(span: Span): PlaceNode {
  const { from, end, first, unfold } = span;
  const count = end - from;
  const [before, own] = [end <= first, from >= first];
  if (count === 1n || before || (own && !unfold)) {
    return { own, piece: { first: from, last: end - 1n, own, folded: count > 1n } };
  }
  const middle = from + largestPowerBelow(count);
  return { own, children: [build({ ...span, end: middle }), build({ ...span, from: middle })] };
}

/** The largest power of two smaller than `count`, which is at least 2. */
function largestPowerBelow(count: bigint): bigint {
  return 1n << BigInt((count - 1n).toString(2).length - 1);
}

/** The pieces from left to right. */
export function piecesOf(node: PlaceNode): Piece[] {
  return node.piece ? [node.piece] : (node.children ?? []).flatMap(piecesOf);
}
