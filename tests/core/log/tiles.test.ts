import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EMPTY_ROOT, treeRoot, verifyConsistency, verifyInclusion } from "#lib/core/log/merkle.ts";
import {
  appendLeaves,
  consistencyProof,
  edgeRoot,
  edgeTiles,
  inclusionProof,
  parseTilePath,
  type ReadTile,
  readEdge,
  subtreeProof,
  TILE_WIDTH,
  type TreeEdge,
  type TreeNode,
  tilePath,
  tilesForConsistency,
  tilesForInclusion,
  tilesForSubtree,
  tileWidth,
} from "#lib/core/log/tiles.ts";
import { concat, equalBytes } from "#lib/core/text/bytes.ts";
import { numberedLeaves, pathOf, proofOf, rootOf, subtreeProofOf } from "./reference-tree.ts";

const LARGE = 70_000;
const leaves = numberedLeaves(LARGE);

/** A log that keeps what `appendLeaves` says is complete, and serves tiles from it. */
class Log {
  edge: TreeEdge = [];
  size = 0n;
  root: Uint8Array = EMPTY_ROOT;
  readonly levels: Uint8Array[][] = [[]];
  readonly asked: { level: number; index: bigint }[] = [];

  append(hashes: Uint8Array[]): TreeNode[] {
    const before = this.edge.map((level) => [...level]);
    const grown = appendLeaves(this.edge, this.size, hashes);
    assert.deepEqual(this.edge, before, "what was passed in is unchanged");
    this.levels[0]!.push(...hashes);
    for (const { level, index, hash } of grown.nodes) {
      this.levels[level] ??= [];
      const kept = this.levels[level];
      assert.equal(index, BigInt(kept.length), "nodes come in order, each once");
      kept.push(hash);
    }
    this.edge = grown.edge;
    this.size = grown.size;
    this.root = grown.root;
    return grown.nodes;
  }

  /** Only what exists at `size`, like a tile published for it. */
  tileAt(size: bigint): ReadTile {
    return (level, index) => {
      this.asked.push({ level, index });
      const start = Number(index) * TILE_WIDTH;
      return concat(...(this.levels[level] ?? []).slice(start, start + tileWidth(size, { level, index })));
    };
  }
}

const large = new Log();
large.append(leaves);

test("any size up to 600, appended leaf by leaf, has the RFC's root and exactly the complete subtrees", () => {
  const log = new Log();
  assert.deepEqual(edgeRoot([]), EMPTY_ROOT);
  for (let size = 1; size <= 600; size++) {
    const nodes = log.append([leaves[size - 1]!]);
    assert.deepEqual(log.root, rootOf(leaves.slice(0, size)), `${size}`);
    assert.equal(nodes.length, size % TILE_WIDTH === 0 ? 1 : 0);
    assert.deepEqual(edgeRoot(readEdge(log.size, log.tileAt(log.size))), log.root);
  }
});

test("any split of a tree into batches gives the same edge, nodes and root", () => {
  const batches = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(batches, (counts) => {
      const log = new Log();
      let size = 0;
      for (const count of counts) {
        log.append(leaves.slice(size, size + count));
        size += count;
      }
      const whole = appendLeaves([], 0n, leaves.slice(0, size));
      assert.equal(log.size, BigInt(size));
      assert.deepEqual(log.root, whole.root);
      assert.deepEqual(log.root, treeRoot(leaves.slice(0, size)));
      assert.deepEqual(
        log.levels.slice(1).flat(),
        whole.nodes.map(({ hash }) => hash),
      );
    }),
    { numRuns: 60 },
  );
});

test("70,000 leaves: root, nodes of two levels and partial tiles as C2SP tlog-tiles counts them", () => {
  assert.deepEqual(large.root, rootOf(leaves));
  assert.equal(large.levels[1]!.length, 273);
  assert.equal(large.levels[2]!.length, 1);
  assert.deepEqual(large.levels[1]![3], rootOf(leaves.slice(768, 1024)));
  assert.deepEqual(large.levels[2]![0], rootOf(leaves.slice(0, 65_536)));
  assert.deepEqual(edgeTiles(70_000n), [
    { level: 0, index: 273n, width: 112 },
    { level: 1, index: 1n, width: 17 },
    { level: 2, index: 0n, width: 1 },
  ]);
  assert.deepEqual(edgeTiles(256n), [{ level: 1, index: 0n, width: 1 }]);
  assert.deepEqual(edgeTiles(0n), []);
});

test("20,000 leaves are appended in well under 300 ms of processor time", () => {
  const times = Array.from({ length: 3 }, () => {
    const start = process.cpuUsage();
    appendLeaves(large.edge, large.size, leaves.slice(0, 20_000));
    return process.cpuUsage(start).user / 1_000;
  });
  assert.ok(Math.min(...times) < 300, `${Math.min(...times)} ms`);
});

test("inclusion proofs from tiles are the RFC's, read only the tiles announced, and each once", () => {
  for (const size of [1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 600]) {
    const some = leaves.slice(0, size);
    for (const index of [0, 1, 2, 127, 128, 254, 255, 256, 300, size - 2, size - 1].filter(
      (at) => at >= 0 && at < size,
    )) {
      assert.deepEqual(readInclusion(index, size), pathOf(index, some), `${index} of ${size}`);
    }
  }
  const root = large.root;
  for (const index of [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999, 12_345]) {
    const proof = readInclusion(index, LARGE);
    assert.equal(verifyInclusion({ leaf: leaves[index]!, index: BigInt(index), size: 70_000n, proof, root }), true);
  }
});

function readInclusion(index: number, size: number): Uint8Array[] {
  large.asked.length = 0;
  const proof = inclusionProof({ index: BigInt(index), size: BigInt(size), tile: large.tileAt(BigInt(size)) });
  assertAsked(tilesForInclusion(BigInt(index), BigInt(size)), BigInt(size));
  return proof;
}

function assertAsked(announced: { level: number; index: bigint; width: number }[], size: bigint): void {
  const key = ({ level, index }: { level: number; index: bigint }) => `${level}/${index}`;
  assert.deepEqual(large.asked.map(key).sort(), announced.map(key).sort());
  for (const tile of announced) assert.equal(tile.width, tileWidth(size, tile));
}

test("consistency proofs from tiles are the RFC's for every pair up to 70 and around tile borders", () => {
  const border = [1, 2, 255, 256, 257, 300, 511, 512, 513, 600];
  for (let size2 = 1; size2 <= 70; size2++)
    for (let size1 = 1; size1 <= size2; size1++) compareConsistency(size1, size2);
  for (const size2 of border) for (const size1 of border) if (size1 <= size2) compareConsistency(size1, size2);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LARGE }), fc.integer({ min: 1, max: LARGE }), (one, other) => {
      const [size1, size2] = one < other ? [one, other] : [other, one];
      const [root1, root2] = [treeRoot(leaves.slice(0, size1)), treeRoot(leaves.slice(0, size2))];
      const proof = readConsistency(size1, size2);
      assert.ok(verifyConsistency({ size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof }));
    }),
    { numRuns: 8 },
  );
  assert.deepEqual(readConsistency(0, 600), []);
});

function compareConsistency(size1: number, size2: number): void {
  assert.deepEqual(readConsistency(size1, size2), proofOf(size1, leaves.slice(0, size2)), `${size1} to ${size2}`);
}

function readConsistency(size1: number, size2: number): Uint8Array[] {
  const sizes = { size1: BigInt(size1), size2: BigInt(size2) };
  large.asked.length = 0;
  const proof = consistencyProof({ ...sizes, tile: large.tileAt(sizes.size2) });
  assertAsked(tilesForConsistency(sizes.size1, sizes.size2), sizes.size2);
  return proof;
}

test("proofs of subtrees from tiles are the draft's, at tile borders and at the right edge", () => {
  const subtrees: [number, number, number][] = [
    [0, 256, 600],
    [256, 512, 600],
    [512, 600, 600],
    [512, 599, 600],
    [256, 300, 300],
    [64, 100, 300],
    [0, 300, 600],
    [599, 600, 600],
    [8, 13, 14],
  ];
  for (const [start, end, size] of subtrees) {
    const subtree = { start: BigInt(start), end: BigInt(end) };
    large.asked.length = 0;
    const proof = subtreeProof({ ...subtree, size: BigInt(size), tile: large.tileAt(BigInt(size)) });
    assertAsked(tilesForSubtree(subtree, BigInt(size)), BigInt(size));
    assert.deepEqual(proof, subtreeProofOf([start, end], leaves.slice(0, size)), `[${start}, ${end}) of ${size}`);
  }
  assert.throws(() => tilesForSubtree({ start: 1n, end: 3n }, 9n), RangeError);
  assert.throws(() => tilesForSubtree({ start: 8n, end: 10n }, 9n), RangeError);
});

test("a wrong size, a short tile and an impossible index are thrown, not computed with", () => {
  const [leaf] = leaves;
  assert.throws(() => appendLeaves(large.edge, large.size + 1n, []), RangeError);
  assert.throws(() => appendLeaves([Array(256).fill(leaf)], 256n, []), RangeError);
  assert.throws(() => appendLeaves([], 0n, [leaf!.slice(1)]), RangeError);
  assert.throws(() => inclusionProof({ index: 5n, size: 5n, tile: large.tileAt(5n) }), RangeError);
  assert.throws(() => inclusionProof({ index: 0n, size: 9n, tile: large.tileAt(8n) }), RangeError);
  assert.throws(() => tilesForConsistency(6n, 5n), RangeError);
  assert.throws(() => readEdge(9n, large.tileAt(8n)), RangeError);
});

test("a proof in a tree of 2^64 − 1 leaves reads at most eight levels of tiles", () => {
  const size = 2n ** 64n - 1n;
  const tiles = tilesForInclusion(size / 3n, size);
  assert.ok(tiles.length <= 16 && tiles.every(({ level }) => level < 8), `${tiles.length}`);
  assert.equal(edgeTiles(size).length, 8);
});

test("a path names one tile, and a tile has one path", () => {
  assert.equal(tilePath(0, 1_234_067n, 8), "tile/0/x001/x234/067.p/8");
  assert.equal(tilePath("entries", 0n, 256), "tile/entries/000");
  fc.assert(
    fc.property(
      fc.nat(63),
      fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }),
      fc.integer({ min: 1, max: 256 }),
      (level, index, width) => {
        assert.deepEqual(parseTilePath(tilePath(level, index, width)), { level, index, width });
        assert.deepEqual(parseTilePath(tilePath("entries", index, width)), { level: "entries", index, width });
      },
    ),
    { numRuns: 2_000 },
  );
  const bad = [
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/x001",
    "tile/0/x001/",
    "tile/0/000.p/0",
    "tile/0/000.p/00",
    "tile/0/000.p/256",
    "tile/0/000.p/08",
    "tile/0/000.p/",
    "tile/0/000.p",
    "/tile/0/000",
    "tile/0/000/",
    "tile/0/000\n",
    "tile/entries/000.p/257",
    "tile/Entries/000",
    "tile//000",
    "tile/0/..",
    "tile/0/%30",
    "tile/0/x072/x057/x594/x037/x927/936",
    `tile/0/${"x999/".repeat(20)}999`,
    "",
    "checkpoint",
  ];
  for (const path of bad) assert.equal(parseTilePath(path), undefined, path);
  for (const width of [0, 257, 1.5, Number.NaN]) assert.throws(() => tilePath(0, 0n, width), RangeError);
  assert.ok(equalBytes(EMPTY_ROOT, edgeRoot([[], []])));
});
