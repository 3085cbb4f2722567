/**
 * A ledger's tree as one signed checkpoint states it, read tile by tile from sources that nobody trusts. The partial tiles of the
 * right edge have to give the signed root; every full tile has to give the hash that stands for it in the tile above; every entry
 * has to give its leaf hash. Nothing is handed on before that.
 */

import { EMPTY_ROOT, leafHash, treeRoot, verifyConsistency } from "#lib/core/log/merkle.ts";
import {
  consistencyProof,
  edgeRoot,
  edgeTiles,
  inclusionProof,
  type ReadTile,
  readEdge,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tilesForConsistency,
  tilesForInclusion,
  tileWidth,
} from "#lib/core/log/tiles.ts";
import { DIGEST_BYTES, equalBytes } from "#lib/core/text/bytes.ts";
import { BUNDLE_BYTES_MAX, parseBundle } from "./entry-bundle.ts";
import { LedgerReadError, type ReadFailure } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";

const FULL_TILE_BYTES = TILE_WIDTH * DIGEST_BYTES;
const WIDTH = BigInt(TILE_WIDTH);
/** Verified tiles of 8 KiB that are kept; enough for the inner ones around any place in the tree. */
const KEPT_TILES_MAX = 256;

/** Why bytes are not to be believed; undefined when they are. */
type Judge = (bytes: Uint8Array) => ReadFailure | undefined;

export class VerifiedTree {
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly #sources: readonly LedgerSource[];
  readonly #signal: AbortSignal | undefined;
  /** Least recently asked for first. */
  readonly #kept = new Map<string, Promise<Uint8Array>>();
  #edge: Promise<Map<string, Uint8Array>> | undefined;

  /** @param input sources: asked in this order, until one has bytes that are right */
  constructor(input: {
    checkpoint: { size: bigint; root: Uint8Array };
    sources: readonly LedgerSource[];
    signal?: AbortSignal | undefined;
  }) {
    this.size = input.checkpoint.size;
    this.root = input.checkpoint.root;
    this.#sources = input.sources;
    this.#signal = input.signal;
  }

  /**
   * The hashes of a tile, as wide as it is in this tree. @throws {LedgerReadError} when no source has them;
   * {RangeError} for a tile that lies outside of the tree
   */
  async tile(level: number, index: bigint): Promise<Uint8Array> {
    const key = `${level}/${index}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return await known;
    }
    const reading = this.#readTile(level, index);
    this.#kept.set(key, reading);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_TILES_MAX && oldest !== undefined) this.#kept.delete(oldest);
    reading.catch(() => this.#kept.delete(key));
    return await reading;
  }

  /** The entries of bundle `index`, in order, and the bundle as it was read. Throws as `tile` does. */
  async bundle(index: bigint): Promise<{ bytes: Uint8Array; entries: Uint8Array[] }> {
    const leaves = await this.tile(0, index);
    const width = leaves.length / DIGEST_BYTES;
    let entries: Uint8Array[] = [];
    let bytes: Uint8Array = new Uint8Array();
    await this.#firstRight({ level: "entries", index, width, bytesMax: BUNDLE_BYTES_MAX }, (read) => {
      // A full bundle in the place of a partial one has more behind it: that is not looked at, let alone kept.
      const parsed = parseBundle(read, width);
      if (parsed === undefined) return "bundle_malformed";
      ({ bytes, entries } = parsed);
      const right = entries.every((entry, at) => equalBytes(leafHash(entry), hashAt(leaves, at)));
      return right ? undefined : "bundle_wrong";
    });
    return { bytes, entries };
  }

  /** The hash of leaf `index`. */
  async leaf(index: bigint): Promise<Uint8Array> {
    if (index < 0n || index >= this.size) throw new RangeError("the index lies outside of the tree");
    return hashAt(await this.tile(0, index / WIDTH), Number(index % WIDTH));
  }

  /** The inclusion path of leaf `index`, its sibling first. */
  async inclusionPath(index: bigint): Promise<Uint8Array[]> {
    const tile = await this.#reader(tilesForInclusion(index, this.size));
    return inclusionProof({ index, size: this.size, tile });
  }

  /** Whether this tree begins with the one of an earlier, or the same, checkpoint. */
  async extends(earlier: { size: bigint; root: Uint8Array }): Promise<boolean> {
    const { size: size1, root: root1 } = earlier;
    if (size1 > this.size) return false;
    if (size1 === 0n) return equalBytes(root1, EMPTY_ROOT);
    if (size1 === this.size) return equalBytes(root1, this.root);
    const tile = await this.#reader(tilesForConsistency(size1, this.size));
    const proof = consistencyProof({ size1, size2: this.size, tile });
    return verifyConsistency({ size1, size2: this.size, root1, root2: this.root, proof });
  }

  async #reader(tiles: readonly Tile[]): Promise<ReadTile> {
    const read = new Map<string, Uint8Array>();
    for (const { level, index } of tiles) read.set(`${level}/${index}`, await this.tile(level, index));
    return (level, index) => read.get(`${level}/${index}`) ?? new Uint8Array();
  }

  async #readTile(level: number, index: bigint): Promise<Uint8Array> {
    const width = index < 0n ? 0 : tileWidth(this.size, { level, index });
    if (width === 0) throw new RangeError("the tile lies outside of the tree");
    this.#edge ??= this.#readEdge();
    const edge = await this.#edge;
    const onEdge = edge.get(`${level}/${index}`);
    if (onEdge !== undefined) return onEdge;
    const above = await this.tile(level + 1, index / WIDTH);
    const stated = hashAt(above, Number(index % WIDTH));
    return await this.#firstRight({ level, index, width, bytesMax: FULL_TILE_BYTES }, (bytes) => {
      if (bytes.length !== FULL_TILE_BYTES) return "tile_truncated";
      return equalBytes(treeRoot(hashesOf(bytes)), stated) ? undefined : "tile_wrong";
    });
  }

  /** All partial tiles from one source, which together have to give the signed root. */
  async #readEdge(): Promise<Map<string, Uint8Array>> {
    let failure: LedgerReadError | undefined;
    for (const source of this.#sources) {
      try {
        return await this.#readEdgeFrom(source);
      } catch (error) {
        failure = graver(failure, error);
      }
    }
    this.#edge = undefined;
    throw failure;
  }

  async #readEdgeFrom(source: LedgerSource): Promise<Map<string, Uint8Array>> {
    const edge = new Map<string, Uint8Array>();
    for (const { level, index, width } of edgeTiles(this.size)) {
      const wanted = { level, index, width, bytesMax: FULL_TILE_BYTES };
      const bytes = await readWhole(source, wanted, this.#signal);
      if (bytes.length < width * DIGEST_BYTES || bytes.length % DIGEST_BYTES !== 0) {
        throw new LedgerReadError("tile_truncated", { source: source.address, path: tilePath(level, index, width) });
      }
      edge.set(`${level}/${index}`, bytes.slice(0, width * DIGEST_BYTES));
    }
    const root = edgeRoot(readEdge(this.size, (level, index) => edge.get(`${level}/${index}`) ?? new Uint8Array()));
    if (equalBytes(root, this.root)) return edge;
    throw new LedgerReadError("root_wrong", { source: source.address, path: "checkpoint" });
  }

  async #firstRight(wanted: Wanted, judge: Judge): Promise<Uint8Array> {
    let failure: LedgerReadError | undefined;
    for (const source of this.#sources) {
      try {
        const bytes = await readWhole(source, wanted, this.#signal);
        const code = judge(bytes);
        if (code === undefined) return bytes;
        throw new LedgerReadError(code, { source: source.address, path: pathOf(wanted) });
      } catch (error) {
        failure = graver(failure, error);
      }
    }
    throw failure;
  }
}

type Wanted = { level: number | "entries"; index: bigint; width: number; bytesMax: number };

const pathOf = ({ level, index, width }: Wanted): string => tilePath(level, index, width);

/** Of several sources' failures the one to tell of: what somebody got wrong, before what somebody had not. */
function graver(before: LedgerReadError | undefined, error: unknown): LedgerReadError {
  if (!(error instanceof LedgerReadError)) throw error;
  return before?.isWrong && !error.isWrong ? before : error;
}

/** A tile at its width, or the full one that has superseded it (C2SP tlog-tiles, "Partial Tiles"). */
async function readWhole(source: LedgerSource, wanted: Wanted, signal?: AbortSignal): Promise<Uint8Array> {
  const { level, index, width, bytesMax } = wanted;
  const partial = await source.read(pathOf(wanted), { bytesMax, signal });
  if (partial !== undefined) return partial;
  const full = width === TILE_WIDTH ? undefined : tilePath(level, index, TILE_WIDTH);
  const bytes = full === undefined ? undefined : await source.read(full, { bytesMax, signal });
  if (bytes === undefined) throw new LedgerReadError("absent", { source: source.address, path: pathOf(wanted) });
  return bytes;
}

function hashAt(tile: Uint8Array, at: number): Uint8Array {
  return tile.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES);
}

function hashesOf(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / DIGEST_BYTES }, (_, at) => hashAt(tile, at));
}
