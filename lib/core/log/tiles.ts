/**
 * The tree in tiles of 256 hashes (C2SP tlog-tiles): where a tile lives, how a batch of leaves is appended when only the right edge
 * is known, and how proofs are read from a handful of tiles. Hash i of tile (level, index) is the root of the complete subtree over
 * leaves [(index·256 + i)·256^level, (index·256 + i + 1)·256^level). Partial tiles never roll up.
 */
import { DIGEST_BYTES } from "../text/bytes.ts";
import { EMPTY_ROOT, type JoinNodes, nodeHash, TREE_SIZE_MAX, treeRoot } from "./merkle.ts";
import { inclusionRanges, type Range, subtreeRanges } from "./proof-ranges.ts";

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;
/** Tile levels of a tree of at most 2^64 leaves: 0 to 7. Paths allow levels up to 63. */
const EDGE_LEVELS_MAX = 8;
const PATH_LEVEL_MAX = 63;
const TILE_PATH_CHARS_MAX = 64;
const TILE_WIDTH_BIG = BigInt(TILE_WIDTH);
const BITS_PER_TILE_LEVEL = 8;

export type TileLevel = number | "entries";
/** Address of a tile and how many hashes (or entries) of it exist: 1 to 256. */
export type Tile = { level: number; index: bigint; width: number };
/** A complete subtree of 256^level leaves; `index` counts such subtrees from the left. */
export type TreeNode = { level: number; index: bigint; hash: Uint8Array };
/** The right edge of a tree: edge[level] = hashes of the partial tile at that level, 0 to 255 each. */
export type TreeEdge = Uint8Array[][];
/** Reads a tile: its hashes one after another, 32 bytes each, at least as many as the tree's size gives that tile. */
export type ReadTile = (level: number, index: bigint) => Uint8Array;

/** Path of a tile below the log's prefix, for example `tile/0/x001/x234/067.p/8`; a width of 256 has no suffix. */
export function tilePath(level: TileLevel, index: bigint, width: number): string {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new RangeError("a tile is 1 to 256 wide");
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${number}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The tile that a path names, or undefined unless `tilePath` would write exactly this path. */
export function parseTilePath(path: string): { level: TileLevel; index: bigint; width: number } | undefined {
  if (path.length > TILE_PATH_CHARS_MAX) return undefined;
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [, levelText = "", number = "", widthText] = match;
  const level = levelText === "entries" ? levelText : Number(levelText);
  const index = BigInt(number.replaceAll(/[x/]/g, ""));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (level !== "entries" && level > PATH_LEVEL_MAX) return undefined;
  if (index * TILE_WIDTH_BIG > TREE_SIZE_MAX || width < 1 || width > TILE_WIDTH) return undefined;
  return tilePath(level, index, width) === path ? { level, index, width } : undefined;
}

/** How many hashes of a tile exist at a tree size: 0 (not there yet) to 256. */
export function tileWidth(size: bigint, tile: { level: number; index: bigint }): number {
  const hashes = size >> BigInt(BITS_PER_TILE_LEVEL * tile.level);
  const width = hashes - tile.index * TILE_WIDTH_BIG;
  if (width <= 0n) return 0;
  return width >= TILE_WIDTH_BIG ? TILE_WIDTH : Number(width);
}

/** The partial tiles that make up the right edge of a tree, lowest level first. */
export function edgeTiles(size: bigint): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, hashes = size; hashes > 0n; level++, hashes /= TILE_WIDTH_BIG) {
    const width = Number(hashes % TILE_WIDTH_BIG);
    if (width > 0) tiles.push({ level, index: hashes / TILE_WIDTH_BIG, width });
  }
  return tiles;
}

/** The edge of a tree of `size` leaves from its partial tiles. Throws RangeError when a tile is too short. */
export function readEdge(size: bigint, tile: ReadTile): TreeEdge {
  const edge: TreeEdge = [];
  for (const { level, index, width } of edgeTiles(size)) {
    while (edge.length < level) edge.push([]);
    const bytes = tile(level, index);
    edge.push(Array.from({ length: width }, (_, at) => hashOfTile(bytes, at)));
  }
  return edge;
}

/** Root of the tree with this right edge. A level's hashes are complete subtrees; what is right of them hangs on their right. */
export function edgeRoot(edge: TreeEdge, join: JoinNodes = nodeHash): Uint8Array {
  let below: Uint8Array | undefined;
  for (const hashes of edge) {
    if (hashes.length > 0) below = treeRoot(below === undefined ? hashes : [...hashes, below], join);
  }
  return below ?? EMPTY_ROOT;
}

/**
 * Appends leaf hashes to the tree of `size` leaves with this edge. Returns the new edge, size and root, and the complete 256-ary
 * subtrees of level 1 and above that came into being, in the order in which they completed. Nothing passed in is changed.
 * Throws RangeError when edge and size disagree, or a leaf hash is not 32 bytes long.
 *
 * @param join `nodeHash`, or what a platform does faster to the same end
 */
export function appendLeaves(
  edge: TreeEdge,
  size: bigint,
  leafHashes: readonly Uint8Array[],
  join: JoinNodes = nodeHash,
): { edge: TreeEdge; size: bigint; nodes: TreeNode[]; root: Uint8Array } {
  if (edgeSize(edge) !== size) throw new RangeError("the edge is not that of a tree of this size");
  const grown = edge.map((hashes) => [...hashes]);
  const nodes: TreeNode[] = [];
  let grownSize = size;
  for (const leaf of leafHashes) {
    if (leaf.length !== DIGEST_BYTES) throw new RangeError("a leaf hash is 32 bytes long");
    grownSize++;
    pushHash({ edge: grown, size: grownSize, leaf, nodes, join });
  }
  return { edge: grown, size: grownSize, nodes, root: edgeRoot(grown, join) };
}

function pushHash(input: { edge: TreeEdge; size: bigint; leaf: Uint8Array; nodes: TreeNode[]; join: JoinNodes }): void {
  let hash = input.leaf;
  for (let level = 0; ; level++) {
    let hashes = input.edge[level];
    if (hashes === undefined) {
      hashes = [];
      input.edge[level] = hashes;
    }
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    hash = treeRoot(hashes, input.join);
    input.edge[level] = [];
    const index = (input.size >> BigInt(BITS_PER_TILE_LEVEL * (level + 1))) - 1n;
    input.nodes.push({ level: level + 1, index, hash });
  }
}

function edgeSize(edge: TreeEdge): bigint {
  if (edge.length > EDGE_LEVELS_MAX) throw new RangeError("the edge has too many levels");
  let size = 0n;
  for (const [level, hashes] of edge.entries()) {
    if (hashes.length >= TILE_WIDTH) throw new RangeError("a partial tile has at most 255 hashes");
    size += BigInt(hashes.length) << BigInt(BITS_PER_TILE_LEVEL * level);
  }
  return size;
}

/** The tiles, as wide as they are at `size`, from which `inclusionProof` reads. */
export function tilesForInclusion(index: bigint, size: bigint): Tile[] {
  return tilesOf(inclusionRanges(index, size), size);
}

/**
 * The inclusion path of leaf `index` in the tree of `size` leaves, leaf's sibling first (RFC 6962 section 2.1.1). Each tile is
 * read once. Throws RangeError when index is not below size or a tile is too short.
 */
export function inclusionProof(input: { index: bigint; size: bigint; tile: ReadTile; join?: JoinNodes }): Uint8Array[] {
  const tile = readOnce(input.tile);
  return inclusionRanges(input.index, input.size).map((range) => rangeHash(range, tile, input.join));
}

/** The tiles, as wide as they are at `size2`, from which `consistencyProof` reads. */
export function tilesForConsistency(size1: bigint, size2: bigint): Tile[] {
  return size1 === 0n ? [] : tilesForSubtree({ start: 0n, end: size1 }, size2);
}

/**
 * The consistency proof from `size1` to `size2` leaves (RFC 6962 section 2.1.2); empty when size1 is 0 or equals size2.
 * Throws RangeError when size1 exceeds size2 or a tile is too short.
 */
export function consistencyProof({
  size1,
  size2,
  tile,
}: {
  size1: bigint;
  size2: bigint;
  tile: ReadTile;
}): Uint8Array[] {
  return size1 === 0n ? [] : subtreeProof({ start: 0n, end: size1, size: size2, tile });
}

/** The tiles, as wide as they are at `size`, from which `subtreeProof` reads. */
export function tilesForSubtree(subtree: Range, size: bigint): Tile[] {
  return tilesOf(subtreeRanges(subtree, size), size);
}

/** What `verifySubtree` checks. Throws RangeError for what is no subtree of the tree, or when a tile is too short. */
export function subtreeProof(input: Range & { size: bigint; tile: ReadTile }): Uint8Array[] {
  const tile = readOnce(input.tile);
  return subtreeRanges(input, input.size).map((range) => rangeHash(range, tile));
}

/**
 * Complete subtrees of at most 256-ary span that make up a range, left to right: within one tile each, so `level` is the tile's
 * level and `first` and `count` (a power of two, at most 128) the hashes in it.
 */
function piecesOf(range: Range): { level: number; index: bigint; first: number; count: number }[] {
  const pieces = [];
  let { start } = range;
  while (start < range.end) {
    const bits = (range.end - start).toString(2).length - 1;
    const level = Math.floor(bits / BITS_PER_TILE_LEVEL);
    const at = start >> BigInt(BITS_PER_TILE_LEVEL * level);
    const count = 1 << (bits - BITS_PER_TILE_LEVEL * level);
    pieces.push({ level, index: at / TILE_WIDTH_BIG, first: Number(at % TILE_WIDTH_BIG), count });
    start += 1n << BigInt(bits);
  }
  return pieces;
}

function tilesOf(ranges: Range[], size: bigint): Tile[] {
  const tiles = new Map<string, Tile>();
  for (const { level, index } of ranges.flatMap(piecesOf)) {
    tiles.set(`${level}/${index}`, { level, index, width: tileWidth(size, { level, index }) });
  }
  return [...tiles.values()];
}

/** Root of a range that a proof names: its complete subtrees, joined from the right. */
function rangeHash(range: Range, tile: ReadTile, join: JoinNodes = nodeHash): Uint8Array {
  const hashes = piecesOf(range).map(({ level, index, first, count }) => {
    const height = Math.log2(count);
    // Ranges begin at multiples of their pieces' sizes (RFC 6962 section 2.1), so a piece is one inner node.
    const hash = innerNodes(tile(level, index), join)[height]?.[first / count];
    if (hash === undefined) throw new RangeError("the tile is shorter than the tree's size says");
    return hash;
  });
  return hashes.reduceRight((right, left) => join(left, right));
}

const innerNodesOf = new WeakMap<Uint8Array, Uint8Array[][]>();

/**
 * The complete subtrees inside a tile: [height][place], its own hashes at height 0. Computed once for the bytes at hand, so that
 * a reader who hands in the same tile again does not pay for it again.
 */
function innerNodes(tile: Uint8Array, join: JoinNodes): Uint8Array[][] {
  const known = innerNodesOf.get(tile);
  if (known !== undefined) return known;
  let row = Array.from({ length: Math.floor(tile.length / DIGEST_BYTES) }, (_, at) => hashOfTile(tile, at));
  const rows = [row];
  while (row.length > 1) {
    const below = row;
    const pairs = Math.floor(below.length / 2);
    row = Array.from({ length: pairs }, (_, at) => join(below[2 * at] as Uint8Array, below[2 * at + 1] as Uint8Array));
    rows.push(row);
  }
  innerNodesOf.set(tile, rows);
  return rows;
}

function readOnce(tile: ReadTile): ReadTile {
  const read = new Map<string, Uint8Array>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const known = read.get(key) ?? tile(level, index);
    read.set(key, known);
    return known;
  };
}

function hashOfTile(tile: Uint8Array, at: number): Uint8Array {
  const hash = tile.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES);
  if (hash.length !== DIGEST_BYTES) throw new RangeError("the tile is shorter than the tree's size says");
  return hash;
}
