/**
 * The tree of one log in a mirror's folder, as it grows by entries that others upload: bundles and leaf tiles as they come, the tiles above
 * when a checkpoint over them is taken. Everything in it was proven to belong to a checkpoint that the log signed.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  appendLeaves,
  edgeRoot,
  edgeTiles,
  readEdge,
  TILE_WIDTH,
  type TileLevel,
  type TreeEdge,
  tilePath,
} from "#lib/core/log/tiles.ts";
import { concat, DIGEST_BYTES } from "#lib/core/text/bytes.ts";
import { BUNDLE_BYTES_MAX, parseBundle } from "../../ledger-reader/entry-bundle.ts";
import { isAbsent } from "../../witness/durable-file.ts";
import type { MirrorStore } from "../store.ts";

const WIDTH = BigInt(TILE_WIDTH);

export class PushedTree {
  readonly #store: MirrorStore;
  /** Of the mirrored tree. */
  #edge: TreeEdge = [];
  #size = 0n;
  /** Index of the first entry that is not there. */
  #next = 0n;

  private constructor(store: MirrorStore) {
    this.#store = store;
  }

  /**
   * @param size of the tree that the mirror's checkpoint states
   * @throws {RangeError} when its tiles are not there, or too short
   */
  static async open(store: MirrorStore, size: bigint): Promise<PushedTree> {
    const tree = new PushedTree(store);
    const tiles = new Map<string, Uint8Array>();
    for (const { level, index, width } of edgeTiles(size))
      tiles.set(`${level}/${index}`, await tree.#read(level, { index, width }));
    tree.#edge = readEdge(size, (level, index) => tiles.get(`${level}/${index}`) ?? new Uint8Array());
    tree.#size = size;
    tree.#next = size;
    // What was uploaded beyond the checkpoint before the program ended.
    for (let width = TILE_WIDTH; width === TILE_WIDTH; ) {
      const index = tree.#next / WIDTH;
      width = (await tree.#widths(index)).at(-1) ?? 0;
      const end = index * WIDTH + BigInt(width);
      if (end <= tree.#next) break;
      tree.#next = end;
    }
    return tree;
  }

  get next(): bigint {
    return this.#next;
  }

  get root(): Uint8Array {
    return edgeRoot(this.#edge);
  }

  /** Hashes of the leaves [first, start), which are there; `first` is where their tile begins. */
  async leavesBefore(start: bigint, first: bigint): Promise<Uint8Array[]> {
    if (start === first) return [];
    return hashesOf(await this.#readWider(0, { index: first / WIDTH, width: Number(start - first) }));
  }

  /**
   * Puts entries in their place, unless they are there: those behind `leaves`, which are known already. Durable after the next `settle`.
   *
   * @param added first: where their tile begins; leaves: all from there on; bundle: the entries from `start` on
   */
  async add(added: { first: bigint; start: bigint; leaves: readonly Uint8Array[]; bundle: Uint8Array }): Promise<void> {
    const { first, start, leaves, bundle } = added;
    const end = first + BigInt(leaves.length);
    if (end <= this.#next) return;
    if (start > this.#next) throw new RangeError("entries would be missing before these");
    const [index, width] = [first / WIDTH, leaves.length];
    const before = start === first ? new Uint8Array() : await this.#bundleOf(index, Number(start - first));
    await this.#store.writeChanged(tilePath("entries", index, width), concat(before, bundle));
    await this.#store.writeChanged(tilePath(0, index, width), concat(...leaves));
    if (end > this.#next) this.#next = end;
  }

  /**
   * Writes what the tree of `size` entries, all of which are there, has beyond the mirrored one. One at a time.
   * @returns its root, and what to call once its checkpoint is in its place
   */
  async grow(size: bigint): Promise<{ root: Uint8Array; grown: () => Promise<void> }> {
    let edge = this.#edge;
    const full: string[] = [];
    for (let at = this.#size; at < size; ) {
      const index = at / WIDTH;
      const end = (index + 1n) * WIDTH < size ? (index + 1n) * WIDTH : size;
      const tile = hashesOf(await this.#readWider(0, { index, width: Number(end - index * WIDTH) }));
      const appended = appendLeaves(edge, at, tile.slice(Number(at - index * WIDTH)));
      if (end % WIDTH === 0n) full.push(tilePath(0, index, TILE_WIDTH), tilePath("entries", index, TILE_WIDTH));
      for (const node of appended.nodes) {
        // At most one node of a level completes within one tile of leaves.
        const row = [...(edge[node.level] ?? []), node.hash];
        if (row.length < TILE_WIDTH) continue;
        full.push(tilePath(node.level, node.index / WIDTH, TILE_WIDTH));
        await this.#store.writeChanged(tilePath(node.level, node.index / WIDTH, TILE_WIDTH), concat(...row));
      }
      edge = appended.edge;
      at = end;
    }
    await this.#writeEdge(edge, size);
    const grown = async (): Promise<void> => {
      this.#edge = edge;
      this.#size = size;
      for (const path of full) await this.#store.removePartials(path);
    };
    return { root: edgeRoot(edge), grown };
  }

  async #writeEdge(edge: TreeEdge, size: bigint): Promise<void> {
    for (const { level, index, width } of edgeTiles(size)) {
      await this.#store.writeChanged(tilePath(level, index, width), concat(...(edge[level] ?? [])));
      if (level === 0)
        await this.#store.writeChanged(tilePath("entries", index, width), await this.#bundleOf(index, width));
    }
  }

  /** The first `width` entries of a bundle. */
  async #bundleOf(index: bigint, width: number): Promise<Uint8Array> {
    const parsed = parseBundle(await this.#readWider("entries", { index, width }), width);
    if (!parsed) throw new RangeError(`the bundle ${index} is shorter than what was uploaded`);
    return parsed.bytes;
  }

  /** A leaf tile, or a bundle, that is at least so wide; a tile is cut to the width. */
  async #readWider(level: 0 | "entries", { index, width }: { index: bigint; width: number }): Promise<Uint8Array> {
    const held = (await this.#widths(index)).find((each) => each >= width);
    if (held === undefined) throw new RangeError(`nothing so wide was uploaded: ${index}, ${width}`);
    const bytes = await this.#read(level, { index, width: held });
    return level === "entries" ? bytes : bytes.subarray(0, width * DIGEST_BYTES);
  }

  /** How wide the leaf tile and bundle of an index are there, in every width, least first. */
  async #widths(index: bigint): Promise<number[]> {
    const [tiles, bundles] = await Promise.all(
      ([0, "entries"] as const).map(async (level) => {
        const full = tilePath(level, index, TILE_WIDTH);
        const isThere = existsSync(join(this.#store.folder, full));
        return [...(await this.#partialWidths(full)), ...(isThere ? [TILE_WIDTH] : [])];
      }),
    );
    return (tiles ?? []).filter((width) => bundles?.includes(width)).sort((one, other) => one - other);
  }

  async #partialWidths(full: string): Promise<number[]> {
    try {
      const names = await readdir(join(this.#store.folder, `${full}.p`));
      return names.filter((name) => /^[1-9][0-9]{0,2}$/.test(name)).map(Number);
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  async #read(level: TileLevel, { index, width }: { index: bigint; width: number }): Promise<Uint8Array> {
    const limits = { bytesMax: BUNDLE_BYTES_MAX };
    const partial = await this.#store.source.read(tilePath(level, index, width), limits);
    const bytes = partial ?? (await this.#store.source.read(tilePath(level, index, TILE_WIDTH), limits));
    if (!bytes) throw new RangeError(`there is no ${tilePath(level, index, width)}`);
    return bytes;
  }
}

function hashesOf(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(tile.length / DIGEST_BYTES) }, (_, at) =>
    tile.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES),
  );
}
