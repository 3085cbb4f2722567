/** Copies a verified tree into a mirror's folder: hash tiles and entry bundles, several at a time. */

import { TILE_WIDTH, tilePath, tileWidth } from "#lib/core/log/tiles.ts";
import { DIGEST_BYTES } from "#lib/core/text/bytes.ts";
import type { VerifiedTree } from "../ledger-reader/verified-tree.ts";
import type { MirrorStore } from "./store.ts";

/** Tiles under way at a time; a bundle is 16 MiB at the worst, so this bounds the memory, too. */
const PARALLEL = 8;
const WIDTH = BigInt(TILE_WIDTH);

export interface Copied {
  /** Files. */
  written: number;
  /** Paths of full tiles that may have partial ones beside them. */
  superseding: string[];
}

/**
 * Everything that the tree has and the one of `from` leaves had not. Files that an interrupted copy has left are verified like those
 * of any source, and kept.
 */
export async function copyTree(options: {
  tree: VerifiedTree;
  from: bigint;
  store: MirrorStore;
  onProgress?: (progress: { entries: bigint; of: bigint }) => void;
}): Promise<Copied> {
  const { tree, from, store, onProgress } = options;
  const copied: Copied = { written: 0, superseding: [] };
  const put = async (path: string, bytes: Uint8Array): Promise<void> => {
    if (await store.writeChanged(path, bytes)) copied.written++;
  };
  const bundles = tilesBetween(tree.size, { from, level: 0 });
  let entries = from;
  await inParallel(bundles, async (index) => {
    const tile = await tree.tile(0, index);
    const width = tile.length / DIGEST_BYTES;
    const bundle = await tree.bundle(index);
    await put(tilePath(0, index, width), tile);
    await put(tilePath("entries", index, width), bundle.bytes);
    entries += BigInt(width) - (index === from / WIDTH ? from % WIDTH : 0n);
    onProgress?.({ entries, of: tree.size });
  });
  for (let level = 1; tileWidth(tree.size, { level, index: 0n }) > 0; level++) {
    await inParallel(tilesBetween(tree.size, { from, level }), async (index) => {
      const tile = await tree.tile(level, index);
      await put(tilePath(level, index, tile.length / DIGEST_BYTES), tile);
    });
  }
  copied.superseding = supersededBetween(from, tree.size);
  return copied;
}

/** Indexes of the tiles of a level in which a tree of `size` leaves has more than one of `from`. */
function* tilesBetween(size: bigint, { from, level }: { from: bigint; level: number }): Generator<bigint> {
  const hashes = size >> BigInt(8 * level);
  const known = from >> BigInt(8 * level);
  for (let index = known / WIDTH; index * WIDTH < hashes && known < hashes; index++) yield index;
}

/** Full tiles that were partial ones at the size before. */
function supersededBetween(from: bigint, size: bigint): string[] {
  const paths: string[] = [];
  for (let level = 0; from >> BigInt(8 * level) > 0n; level++) {
    const known = from >> BigInt(8 * level);
    const index = known / WIDTH;
    if (known % WIDTH === 0n || (index + 1n) * WIDTH > size >> BigInt(8 * level)) continue;
    paths.push(tilePath(level, index, TILE_WIDTH));
    if (level === 0) paths.push(tilePath("entries", index, TILE_WIDTH));
  }
  return paths;
}

/** The first failure ends it, once the work under way has ended. */
async function inParallel(items: Iterable<bigint>, work: (item: bigint) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); !next.done && !failed; next = queue.next()) {
      await work(next.value).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: PARALLEL }, lane));
  for (const result of lanes) if (result.status === "rejected") throw result.reason;
}
