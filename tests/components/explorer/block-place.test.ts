/** A block's place in the tree: every entry in exactly one piece, split where RFC 6962 splits, never too many pieces. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ageWords } from "#components/explorer/age-words.ts";
import { type PlaceNode, piecesOf, placeOfBlock } from "#components/explorer/block-place.ts";

function countsOf(node: PlaceNode): bigint {
  if (node.piece) return node.piece.last - node.piece.first + 1n;
  const [left, right] = node.children!;
  const [a, b] = [countsOf(left), countsOf(right)];
  assert.ok((a & (a - 1n)) === 0n && a >= b && a < 2n * (a + b), `${a} and ${b}`);
  return a + b;
}

describe("a block's place in the tree", () => {
  it("covers the whole tree without a gap, splits at powers of two, and knows whose each piece is", () => {
    for (let size = 1n; size <= 70n; size++) {
      for (let first = 0n; first < size; first++) {
        const tree = placeOfBlock({ first, size });
        assert.equal(countsOf(tree), size);
        let next = 0n;
        for (const piece of piecesOf(tree)) {
          assert.equal(piece.first, next);
          assert.equal(piece.own, piece.first >= first);
          assert.ok(piece.own || piece.last < first);
          next = piece.last + 1n;
        }
      }
    }
  });

  it("stays small in a large tree", () => {
    for (const [first, size] of [
      [999_999n, 1_000_000n],
      [980_001n, 1_000_001n],
      [(1n << 40n) - 1n, 1n << 40n],
      [1n, 1n << 40n],
    ] as const) {
      const pieces = piecesOf(placeOfBlock({ first, size }));
      assert.ok(pieces.length <= 80, `${pieces.length}`);
    }
  });
});

describe("ages", () => {
  it("are read in the largest unit that fits, never in the future", () => {
    assert.deepEqual(
      [-5_000, 0, 59_999, 60_000, 3_599_999, 7_200_000, 200_000_000].map((age) => ageWords(age, "en")),
      ["now", "now", "59 sec. ago", "1 min. ago", "59 min. ago", "2 hr. ago", "2 days ago"],
    );
    assert.equal(ageWords(12_000, "zh-CN"), "12秒前");
  });
});
